set -e; trap 'echo "ERR $?"' ERR; f() { false; }; f || true; echo ok; (exit 4); echo no
