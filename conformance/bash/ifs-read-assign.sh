IFS=- ; x='a-b-c'; echo $x "$x"; y=$x; echo "$y"; set -- $x; echo $3; unset IFS; echo $x
