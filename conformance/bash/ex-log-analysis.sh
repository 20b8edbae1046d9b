printf '10.0.0.1 GET /a 200\n10.0.0.2 GET /b 404\n10.0.0.1 POST /c 200\n' >log; awk '{print $1}' log | sort | uniq -c | sort -rn; awk '$4>=400' log; grep -c ' 200$' log
