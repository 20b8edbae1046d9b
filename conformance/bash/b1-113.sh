set -C; echo a > nc; echo b > nc; echo $?; echo c >| nc; cat nc; echo > /nonexistent/x; echo $?; cat < /nonexistent; echo $?; echo hi >&9; echo $?
