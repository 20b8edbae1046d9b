printf 'name,age\nann,30\nbob,25\n' >d.csv; { read -r h; echo "head: $h"; while IFS=, read -r n a; do echo "$n is $a"; done; } <d.csv; awk -F, 'NR>1{s+=$2}END{print s/(NR-1)}' d.csv
