echo $((08)); echo after
echo $((1 + ))
((1 +))
echo $?
let "1 +"; echo $?
[[ 1 -eq 1+ ]]; echo $?
x=abc; echo $((x)); y=1+; echo $((y))
