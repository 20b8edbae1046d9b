set -u; a=(); echo "${a[@]}" ok; echo "${#a[@]}"; echo $1; echo never
