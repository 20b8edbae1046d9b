for f in a b; do echo $f >$f.txt; done; for f in *.txt; do cp "$f" "${f%.txt}.bak"; done; ls; cat *.bak
