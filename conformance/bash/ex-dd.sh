printf 'hello world' >f; dd if=f bs=1 count=5 2>/dev/null; echo; dd if=f of=g bs=4 skip=1 2>/dev/null; cat g; echo; dd if=/dev/zero bs=3 count=2 2>/dev/null | wc -c
