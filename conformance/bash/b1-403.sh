f() { echo a; }; export -f f; bash -c f; declare -f f; export -nf f; bash -c f; echo $?; readonly -f f; f() { echo b; }; echo $?; unset -f f; echo $?; f
