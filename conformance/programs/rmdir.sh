mkdir -p a/b/c d; rmdir d; rmdir a; echo $?; rmdir -p a/b/c; ls; rmdir nofile; echo $?; touch f; rmdir f; echo $?; rmdir; echo $?; mkdir -p x/y; rmdir -v x/y
