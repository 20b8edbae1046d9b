docker run; echo $?
