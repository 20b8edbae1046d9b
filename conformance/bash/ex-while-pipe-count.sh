n=0; while read -r _; do ((n++)); done < <(seq 5); echo $n; seq 5 | while read -r _; do ((n++)); done; echo $n
