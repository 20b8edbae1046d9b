printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'a:b:c\nd:e\nf\n:g:h\n' >col
sha256sum -c col; echo "-> $?"
sha256sum --tag -c a; echo "-> $?"
sha256sum -x; echo "-> $?"
