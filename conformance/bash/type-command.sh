type echo if ls nosuch; type -t cd for bash; command -v echo ls nosuch; echo $?; f() { :; }; type -t f; command echo hi; builtin echo ho; builtin nosuch; echo $?
