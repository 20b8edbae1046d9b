f() { echo "${FUNCNAME[@]}" $LINENO; g; }
g() { echo "${FUNCNAME[0]} ${FUNCNAME[1]}" "${BASH_LINENO[@]}"; caller; caller 0; }
f
echo $LINENO $BASH_SUBSHELL; (echo $BASH_SUBSHELL); echo ${BASH_SOURCE[0]}
