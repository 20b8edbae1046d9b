printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'no newline' >n; : >e; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
cat fox | tr -sd a e; echo "-> $?"
cat fox | tr -ds a-e o; echo "-> $?"
tr '[:alpha:]' '[:upper:]'; echo "-> $?"
tr a-d '\n\t\\-'; echo "-> $?"
tr -- -o x_; echo "-> $?"
tr 'a[b' 'x]y'; echo "-> $?"
tr '[]' '()'; echo "-> $?"
