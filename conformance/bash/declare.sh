declare -i n=3+4; echo $n; declare -r ro=1; ro=2; echo $?; declare -l low=ABC; declare -u up=abc; echo $low $up; declare -x ex=1; declare -p n ro ex
