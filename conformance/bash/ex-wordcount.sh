printf 'the cat and the dog and the bird\n' | tr ' ' '\n' | sort | uniq -c | sort -rn | awk '{print $2": "$1}'
