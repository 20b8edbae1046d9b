a=1 b=$a c=$b$a; echo $a $b $c; d=$(echo x)y; e="$d z"; echo $e; a+=5; echo $a; declare -i n=1; n+=5; echo $n; 2a=3; echo $?
