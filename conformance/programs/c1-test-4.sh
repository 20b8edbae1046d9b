printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; : >e
/usr/bin/test -Q x; echo "-> $?"
/usr/bin/test -s e -o -s a; echo "-> $?"
/usr/bin/test '(' a = b -o c = c ')' -a -n x; echo "-> $?"
/usr/bin/[ a; echo "-> $?"
/usr/bin/[ a = a ]; echo "-> $?"
/usr/bin/[; echo "-> $?"
