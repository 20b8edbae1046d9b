set -v; echo a
echo b # comment
set +v
echo c
