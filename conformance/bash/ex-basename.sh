basename /a/b.txt .txt; basename -a x/y z; dirname /a/b/c; dirname file; basename; echo $?; basename /; dirname /
