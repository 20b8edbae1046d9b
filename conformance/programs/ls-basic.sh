touch b a .h 'c d'; mkdir dir; ls; ls -a; ls -A; ls -1 dir; ls -d dir; ls -m; ls -x; ls -r
