echo $(echo $(echo $(echo deep))); x=$(cat <<E
in $(echo doc)
E
); echo "$x"; echo "$(printf '%s' "a b"  "c")"
