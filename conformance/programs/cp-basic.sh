echo a >a; cp a b; cat b; cp a; echo $?; cp; echo $?; cp nofile x; echo $?; mkdir d; cp a d; ls d; cp d e; echo $?; cp -r d e; ls e
