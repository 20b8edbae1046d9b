exec 3>f; echo hi >&3; exec 3>&-; cat f; exec 4<f; read x <&4; echo $x; echo y >&7; echo $?
