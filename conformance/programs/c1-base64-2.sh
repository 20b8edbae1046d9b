printf 'no newline' >n; : >e
base64 e; echo "-> $?"
base64 -di n; echo "-> $?"
