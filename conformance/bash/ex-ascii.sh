printf '%d\n' "'A"; printf "\\$(printf %03o 66)\n"; for c in a z; do printf '%s=%d ' $c "'$c"; done; echo
