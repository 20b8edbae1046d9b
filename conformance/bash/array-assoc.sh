declare -A m=([one]=1 [two]=2); m[three]=3; for k in $(printf '%s\n' "${!m[@]}" | sort); do echo "$k=${m[$k]}"; done; echo "${#m[@]}"; unset 'm[one]'; echo "${m[one]-gone}"
