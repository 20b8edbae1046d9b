seq 1 1000 | grep 7 | sort -rn | head -3 | tail -1; yes | head -2; seq 5 | while read x; do echo $((x*x)); done | paste -sd+
