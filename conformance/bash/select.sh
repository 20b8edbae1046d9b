echo 2 | select x in one two three; do echo "got $x"; break; done 2>&1
