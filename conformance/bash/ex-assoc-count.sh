declare -A c; for w in a b a c a; do ((c[$w]++)); done; for k in "${!c[@]}"; do echo "$k ${c[$k]}"; done | sort
