echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)); [ $$ = $(echo $$) ] && echo same pid; [ $BASHPID = $(echo $BASHPID) ] || echo differs
