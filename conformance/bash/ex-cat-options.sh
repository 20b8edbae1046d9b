printf 'a\n\n\nb\tc\n' >f; cat -n f; cat -b f; cat -s f; cat -A f; cat -E f; cat f - <<<in; cat nofile f 2>&1; echo $?
