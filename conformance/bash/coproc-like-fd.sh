exec 5<>f; echo hello >&5; cat f; exec 5>&-; { echo a >&3; } 3>&1; echo b 3>&1 >&3 | cat
