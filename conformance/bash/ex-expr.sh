expr 1 + 2; expr 7 / 2; expr 3 \* 4; expr length hello; expr substr hello 2 3; expr index abc c; expr abc : 'a\(.\)c'; expr 1 = 2; echo $?; expr; echo $?; expr 1 +; echo $?
