set -e
x=$(false; echo yes)
echo "$x"
while false; do :; done
until true; do :; done
false && true
echo 1
{ false || false; }
echo no
