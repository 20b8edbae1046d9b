trap 'echo exit $?' EXIT; f() { exit 3; }; f
