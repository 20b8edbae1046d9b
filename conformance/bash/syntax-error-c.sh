bash -c 'echo a; fi'; echo $?; bash -c 'while'; echo $?; bash -c "echo 'x"; echo $?; bash -c 'echo $(('; echo $?
