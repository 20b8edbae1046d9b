printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'no newline' >n
printf x >'sp ace'
cat 'sp ace' 'no such' $'new\nline' "it's" 'a"b' "a'b\"c" '' 'x:y' 'é'; echo "-> $?"
cat --foo; echo "-> $?"
cat -Z; echo "-> $?"
cat --show; echo "-> $?"
cat --number=3 a; echo "-> $?"
cat --show-e a; echo "-> $?"
cat -; echo "-> $?"
cat a - n; echo "-> $?"
cat -n a - a; echo "-> $?"
