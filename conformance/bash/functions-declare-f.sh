f() { if true; then echo "x  y"; fi; }; declare -f f; type f; declare -F f
