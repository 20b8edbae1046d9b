printf '1 one\n2 two\n3 last' | while read n w; do echo "$n:$w"; done; while IFS= read -r line || [ -n "$line" ]; do echo "[$line]"; done <<<$'  a\n b'
