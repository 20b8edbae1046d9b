a='x "y" z'; echo $a; echo "$a"; b="it's"; echo "$b"; c='$HOME'; echo "$c"; eval "echo $c" | grep -c /
