echo one >f; echo two >>f; cat <f; cat f >g 2>&1; wc -l <g; echo err >&2 2>/dev/null; { echo a; echo b >&2; } >o 2>e; cat o e
