exec {fd}>f; echo x >&$fd; exec {fd}>&-; cat f; [ $fd -ge 10 ] && echo high
