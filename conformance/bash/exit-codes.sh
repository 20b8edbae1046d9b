(exit 256); echo $?; (exit -1); echo $?; (exit abc); echo $?; (exit 1 2); echo $?; f() { return 300; }; f; echo $?; return; echo $?
