set -v
echo hello
set +v
echo bye
