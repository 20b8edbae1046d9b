gcd() { local a=$1 b=$2; while ((b)); do ((t=a%b,a=b,b=t)); done; echo $a; }; gcd 48 36; gcd 17 5
