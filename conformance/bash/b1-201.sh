for i in ${x:-a b} "${x:-c d}" ${x:-"e f" g}; do echo "<$i>"; done; x='1 2'; for i in ${x:+a $x} "${x:+"$x"}"; do echo "[$i]"; done
