set -x
a=(1 2); a[3]=x; declare -A m=([k]=v); x="a b" y='' z=$'\t'; echo "$x" "$y" "it's" '$v' "a*" ~ \; > /dev/null
for ((i=0;i<1;i++)); do :; done
if [ "$x" = y ]; then :; elif [[ $x =~ b ]]; then echo m; fi
case "$x" in a*) ;; esac
FOO=1 BAR="b c" true
f() { local v=1; return 2; }
f arg "two words"
while false; do :; done; until true; do :; done
x=$(echo hi) && echo $x
(exit 2)
{ :; }
! true
let i=1+1
((i++)) || :
[[ -n $x && ! -e /nope ]]
eval 'echo ev'
PS4='>$LINENO '
echo q
