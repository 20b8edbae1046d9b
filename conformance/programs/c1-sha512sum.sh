printf 'no newline' >n
sha512sum n; echo "-> $?"
