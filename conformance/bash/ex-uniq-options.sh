printf 'a\nA\na\na\nb\n' | uniq; printf 'a\nA\nb\n' | uniq -i; printf 'a\na\nb\n' | uniq -c; printf 'a\na\nb\n' | uniq -u; printf 'x 1\ny 1\n' | uniq -f1
