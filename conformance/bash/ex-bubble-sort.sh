a=(5 2 9 1); for ((i=0;i<${#a[@]};i++)); do for ((j=0;j<${#a[@]}-i-1;j++)); do ((a[j]>a[j+1])) && { t=${a[j]}; a[j]=${a[j+1]}; a[j+1]=$t; }; done; done; echo "${a[@]}"
