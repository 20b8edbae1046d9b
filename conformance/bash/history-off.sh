set -H; echo 'a!b' "c!d"; history | wc -l
