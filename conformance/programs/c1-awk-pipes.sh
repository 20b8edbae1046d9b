awk 'BEGIN{while(("echo a; echo b" | getline l) > 0) print "l:" l; print close("echo a; echo b")}'
awk 'BEGIN{print "b\na" | "sort"; close("sort"); print "done"}'
awk 'BEGIN{system("echo sys"); r=system("exit 3"); print r}'
awk 'BEGIN{"echo hi"|getline; print; print NR}'
awk 'BEGIN{"pwd" | getline d; print (d != "")}'; printf '1\n2\n' | awk '{print $1*2 | "cat"}'
awk 'BEGIN{printf "x" | "cat"; print "y" > "/dev/stderr"}'; echo "-> $?"
awk 'BEGIN{print "to file" > "f"; print "more" > "f"; close("f"); while((getline l < "f") > 0) print l}'; cat f
awk 'BEGIN{cmd="exit 5"; cmd | getline; print close(cmd)}'
printf 'a\nb\nc\n' | awk 'NR==2{exit 7} END{print "end", NR}'; echo "-> $?"
