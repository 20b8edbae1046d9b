echo 'Hello World 123' | tr a-z A-Z; echo 'aabbcc' | tr -s a-c; echo 'a1b2' | tr -d 0-9; echo 'a b' | tr ' ' '_'; echo hello | tr 'a-y' 'b-z'; echo 'x,y' | tr ',' '\n'
