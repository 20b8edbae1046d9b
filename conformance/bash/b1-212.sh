IFS=-; set -- a b c; echo "$*" $*; x=$*; echo "$x"; x="$@"; echo "$x"; IFS=; echo "$*"; unset IFS; echo "$*"; IFS=' '; x='a-b'; IFS=-; echo $x; for i in $x; do echo $i; done
