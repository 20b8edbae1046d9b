printf 'a 1\nb 2\na 3\n' | awk '{s[$1]+=$2} END {for(k in s) print k, s[k]}' | sort
