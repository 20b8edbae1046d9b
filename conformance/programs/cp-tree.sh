mkdir -p s/t; echo 1 >s/t/f; ln -s t/f s/l; cp -a s c; ls -R c; readlink c/l; cp -rv s d | sort
