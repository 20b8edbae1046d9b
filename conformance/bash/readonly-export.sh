readonly a=1; a=2; echo $?; unset a; echo $?; export b=2; env | grep '^b='; export -n b; env | grep -c '^b='; readonly -p | grep ' a='
