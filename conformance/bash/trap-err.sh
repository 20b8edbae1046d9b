trap 'echo "ERR $?"' ERR; false; (exit 7); true; if false; then :; fi; f() { return 5; }; f
