f() { local -n r=$1; r=changed; }; v=orig; f v; echo $v; declare -n ref=v; echo $ref; ref=again; echo $v; echo ${!ref}
