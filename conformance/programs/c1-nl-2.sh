printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
nl -n xx a; echo "-> $?"
nl nosuch; echo "-> $?"
