seq 1 20 >nums
od -tfD nums; echo "-> $?"
head -c 64 /dev/null | od; echo "-> $?"
printf '%064d' 0 | od -c; echo "-> $?"
