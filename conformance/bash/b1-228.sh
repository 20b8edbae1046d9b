cat <<E
$x ${y:-d} `echo bt` \$z \\ \a "q" 'r' $(echo "in q") ${z:-"dq"} ${w:-'sq'} $((1+1))
E
cat <<E
unterminated
