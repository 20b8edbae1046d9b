mkdir d; touch f x; chmod +x x; ln -s d l; ln -s none dangling; mkfifo p; ls -F; ls -p; ls --file-type
