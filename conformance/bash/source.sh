echo 'v=1; echo sourced $1; return 7; echo no' >s; . ./s arg; echo $? $v; source nofile; echo $?; . s; echo $?
