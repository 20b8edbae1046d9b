s=abcabc; echo ${s/b/[&]} ${s//b/<&>} ${s/b/\&} "${s/b/"&"}" ${s/#a/X} ${s/%c/Y} ${s/x/y} ${s//} ${s/b} ${s//[!a]}
