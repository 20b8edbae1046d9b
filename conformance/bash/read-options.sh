read -n 3 x <<<abcdef; echo $x; read -d : x <<<'a:b'; echo $x; IFS=, read -a arr <<<'1,2,3'; echo ${arr[1]}; read -r -N 4 x <<<'ab cd'; echo "[$x]"; read -t 0.01 x; echo $?
