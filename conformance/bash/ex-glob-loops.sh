touch 1.a 2.a 'b c.a'; for f in *.a; do echo "[$f]"; done; for f in *.zzz; do echo "[$f]"; done; ls *.zzz; echo $?; echo [12].a
