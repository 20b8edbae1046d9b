touch 'one file.TXT' two.TXT; for f in *.TXT; do mv -- "$f" "${f%.TXT}.txt"; done; ls -1
