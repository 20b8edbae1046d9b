. ./nosuch; echo $?; echo 'echo sourced $1; return 3; echo no' > s; . ./s arg; echo $?; source; echo $?
