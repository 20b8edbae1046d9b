echo a; echo b
for i in 1 2; do echo $i; fi
echo c
