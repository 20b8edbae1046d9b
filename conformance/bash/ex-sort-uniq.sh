printf 'b\na\nb\nc\na\n' | sort | uniq -d; printf '10\n9\n2\n' | sort; printf '10\n9\n2\n' | sort -n; printf 'x 2\ny 1\n' | sort -k2n; printf 'a:3\nb:1\n' | sort -t: -k2 -r
