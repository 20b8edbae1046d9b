printf '=%.0s' {1..10}; echo; printf 'ab%.0s' 1 2 3; echo; s=$(printf '%5s'); echo "${s// /*}"
