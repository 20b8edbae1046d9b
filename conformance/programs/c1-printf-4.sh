printf 'no newline' >n
/usr/bin/printf '%.0f %.0f %.0f\n' 0.5 1.5 2.5; echo "-> $?"
