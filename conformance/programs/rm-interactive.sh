touch a b; echo y | rm -i a; echo; echo n | rm -i b; echo; ls; touch c d; echo y | rm -I a b c d 2>&1; echo; ls
