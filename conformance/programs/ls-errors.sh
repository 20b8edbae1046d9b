ls nofile; echo $?; ls -Y; echo $?; ls --nosuch; echo $?; touch f; ls f nofile; echo $?; ls f/; echo $?
