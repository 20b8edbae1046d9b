printf 'a\nb\n' >x; printf 'c\n' >y; wc -l x y; cat x y | wc -l; grep -c '' x y
