echo a >a; cp a a; echo $?; cp a nodir/x; echo $?; mkdir d; cp a b d; echo $?; cp a b c; echo $?; cp -r d d; echo $?; cp a d/; cp -t d a; ls d; cp -r d d/sub; echo $?; cp a f/ ; echo $?
