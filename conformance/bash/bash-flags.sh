bash -x -c 'echo a' 2>&1; bash -n -c 'echo a; if'; echo $?; bash --nosuch; echo $?; bash nofile; echo $?; bash -u -c 'echo $x'; echo $?
