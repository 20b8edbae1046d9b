a=(1 2 3); a+=(4); a[7]=8; echo "${a[@]}" "${#a[@]}" "${!a[@]}"; unset 'a[1]'; echo "${a[@]}"; declare -p a
