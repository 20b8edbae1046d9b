x='echo "a   b"; y=3'; eval "$x"; echo $y; eval; echo $?; eval 'echo $((1+1))'; z=y; eval echo \$$z
