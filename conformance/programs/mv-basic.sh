echo a >a; mv a b; ls; mkdir d; mv b d; ls d; mv d/b .; mv nofile x; echo $?; mv; echo $?; mv b; echo $?; mv -v b c
