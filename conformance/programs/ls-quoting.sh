touch "it's" 'a"b' 'x y'; ls; ls -Q; ls -N; ls -b; ls --quoting-style=shell
