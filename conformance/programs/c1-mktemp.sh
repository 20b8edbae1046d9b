printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
mktemp -u xXX; echo "-> $?"
mktemp a b; echo "-> $?"
mktemp -u --suffix=.a/b fXXX; echo "-> $?"
mktemp /nosuch/XXXX; echo "-> $?"
mktemp -d /nosuch/XXXX; echo "-> $?"
mktemp -q /nosuch/XXXX; echo "-> $?"
