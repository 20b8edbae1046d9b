touch a b; mkdir d; rm a; ls; rm d; echo $?; rm nofile; echo $?; rm -f nofile; echo $?; rm; echo $?; rm -f; echo $?; rm -d d; ls; rm -v b; mkdir -p t/u; touch t/u/v; rm -rv t | sort
