x=$(echo a; echo b; echo); echo "$x" | wc -l; y=`echo back \`echo nested\``; echo $y; echo "$(echo "quoted $(echo nested)")"; z=$(exit 3); echo $?; echo $(< t.sh) | head -c 10; echo; x=$(cat <<E
in sub
E
); echo $x
