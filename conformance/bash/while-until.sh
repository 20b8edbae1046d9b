i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done; until [ $i -le 0 ]; do i=$((i-2)); done; echo $i
