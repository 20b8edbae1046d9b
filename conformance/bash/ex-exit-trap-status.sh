bash -c 'trap "echo status \$?" EXIT; false; exit 7'; echo $?; bash -c 'trap "exit 9" EXIT; exit 1'; echo $?
