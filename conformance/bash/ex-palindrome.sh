for w in level hello; do [ "$w" = "$(rev <<<$w)" ] && echo "$w yes" || echo "$w no"; done
