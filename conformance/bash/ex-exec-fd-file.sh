exec 3>out; echo a >&3; echo b >&3; exec 3>&-; wc -l <out; exec 4<out; read -u 4 l; echo $l; read -u 4 l; echo $l; read -u 4 l; echo $?
