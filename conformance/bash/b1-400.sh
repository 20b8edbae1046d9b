shopt -s extglob
touch foo.c foo.h bar.c baz; echo !(*.c); echo @(foo|bar).c; echo *.@(c|h); echo ?(foo).c; echo +([a-z]); x=aaabbb; echo ${x##+(a)} ${x%%+(b)} ${x//+(a)/X}; case foo in @(foo|bar)) echo m;; esac; [[ xyz == !(abc) ]] && echo n; echo !(foo*|baz); x="  trim  "; x=${x##+([[:space:]])}; echo "[${x%%+([[:space:]])}]"; echo ${x/@(tr|im)/Q}; [[ ab == a!(b) ]]; echo $?; echo *(x)foo.c
