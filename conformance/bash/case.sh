for x in apple banana cherry 'a b' ''; do case $x in a*) echo "a: $x";; *an*|*erry) echo other;; '') echo empty;; *) echo none;; esac; done
