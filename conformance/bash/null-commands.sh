:; echo $?; > f; ls f; x=1 :; true; $none; echo $?; $(true); echo $?; $(false); echo $?
