a=(1); echo "${a[-2]}"; echo $?; a[-3]=x; echo $?
