echo $'\x41\101\u0041\t|\'\"\\\e[0m' | cat -v; echo $'a\cb' | cat -v; echo "a\nb" 'a\nb' a\nb; echo -e '\0101\x41\u00e9\n\\' ; printf '%s\n' $'multi\nline'; echo $"locale"; x=y; echo $"loc $x"
