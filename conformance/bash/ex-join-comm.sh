printf '1 a\n2 b\n' >x; printf '1 c\n3 d\n' >y; join x y; printf 'a\nb\n' >p; printf 'b\nc\n' >q; comm p q; comm -12 p q
