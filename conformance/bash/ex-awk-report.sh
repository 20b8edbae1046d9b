printf 'ann 3 4\nbob 5 6\n' | awk '{t=$2+$3; s+=t; printf "%-5s|%3d\n",$1,t} END {print "sum", s}'
