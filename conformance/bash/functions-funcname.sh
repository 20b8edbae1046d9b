f() { echo ${FUNCNAME[@]} ${#FUNCNAME[@]}; g; }; g() { echo ${FUNCNAME[0]} ${FUNCNAME[1]}; }; f
