s=0; for i in {1..2000}; do ((s+=i)); done; echo $s; n=0; while ((n<3000)); do n=$((n+1)); done; echo $n
