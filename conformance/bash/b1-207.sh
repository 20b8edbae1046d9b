echo ${!x}; echo $?; x=y; echo "${!x}"; y=z; echo ${!x}; echo "${!nosuch}"; echo next
