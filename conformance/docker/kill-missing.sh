docker kill nosuch; echo $?
