echo 'abcdefghij' | fold -w4; echo 'one two three four' | fold -s -w9; printf 'a\tb\n' | expand -t4
