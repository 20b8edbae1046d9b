printf '%s\n' l1 l2 l3 >f; mapfile -t a <f; echo "${#a[@]} ${a[2]}"; readarray -t -n 2 b <f; echo "${b[@]}"; mapfile -s 1 -t c <f; echo "${c[0]}"
