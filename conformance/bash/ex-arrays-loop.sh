fruits=(apple 'red cherry' fig); for i in "${!fruits[@]}"; do echo "$i: ${fruits[$i]}"; done; echo "${fruits[@]/#/-}"; echo "${fruits[@]^}"; echo "${#fruits[1]}"
