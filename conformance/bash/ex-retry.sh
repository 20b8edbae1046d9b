n=0; until ((n>=3)) || false; do ((n++)); echo try $n; done
