nosuchcmd; echo $?; ./nofile; echo $?; touch notexec; ./notexec; echo $?; mkdir d; ./d; echo $?; /; echo $?; '' ; echo $?
