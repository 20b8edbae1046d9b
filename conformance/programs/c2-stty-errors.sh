stty </dev/null; echo $?; stty foo; echo $?; stty -a -g; echo $?; stty rows; echo $?; stty -F /dev/null size; echo $?; stty -F nosuch; echo $?
