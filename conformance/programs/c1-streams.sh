yes | head -n 3; yes a b | head -2 | tail -1; seq 1 100000 | grep 7 | wc -l; seq 1 100000 | tail -1; seq 1 inf | head -2; seq 10 | (head -n 2; cat) | tail -n 1
printf 'b\na\n' | tee f g | sort; cat f g; printf 'x\n' | tee -a f >/dev/null; cat f; echo hi | tee /nosuch/x; echo "-> $?"
printf 'a\nb\nc\n' >t; (head -n 1; cat) <t; { read x; sed s/^/2/; } <t; tail -n +2 t | tac | nl; sort t -o t -r; cat t
