echo a # comment
echo b\
c; echo 'd\
e'; echo f#g "#h" ; # done
echo \
  last
