a=(); a[5]=x; a[2]=y; a+=(z); echo "${!a[@]}" "${a[@]}"; unset 'a[5]'; echo "${!a[@]}"; a[-1]=w; echo "${a[@]}"; declare -p a
