printf 'a b\nc\n' | xargs; printf 'a b\nc\n' | xargs -n1 echo x; printf 'a b\nc\n' | xargs -I{} echo '<{}>'; printf 'a\0b c\0' | xargs -0 -n1 echo
printf 'a b\nc\n' | xargs -L1 echo; printf '1 2 3 4 5' | xargs -n2; : | xargs echo none; : | xargs -r echo none; echo "-> $?"
printf "'a b' c\\ d \"e f\"\n" | xargs -n1; printf 'a,b,c' | xargs -d, -n1; echo x | xargs -t echo; echo x | xargs nosuchcmd; echo "-> $?"
echo x | xargs false; echo "-> $?"; echo x | xargs sh -c 'exit 255'; echo "-> $?"; echo "it's" | xargs; echo "-> $?"; printf '1\n2\n' | xargs -P2 -I{} sh -c 'exit 3'; echo "-> $?"
