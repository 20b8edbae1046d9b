eval "echo hi; echo )"; echo $?; eval 'x=5; echo $x'; eval; echo $?
