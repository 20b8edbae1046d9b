cat <(echo a) <(echo b); diff <(printf '1\n2\n') <(printf '1\n3\n'); echo data > >(cat); sleep 0.1; while read l; do echo "[$l]"; done < <(printf 'x\ny\n')
