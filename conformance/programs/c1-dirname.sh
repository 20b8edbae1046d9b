printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
dirname /a/b/c a a/ / // /a a/b/ '' a//b .; echo "-> $?"
dirname; echo "-> $?"
dirname -z a/b; echo "-> $?"
