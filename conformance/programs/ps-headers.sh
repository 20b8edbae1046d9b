for o in "" -f u -l -ef aux l "-o pid,user,stat,args" "-o pid=X,comm=Y -p $$" j -j; do ps $o | head -1 | tr -s " "; done
