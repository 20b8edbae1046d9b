printf 'k1 a\nk2 b\nk3 c\n' >j1; printf 'k1 x\nk3 y\nk4 z\n' >j2
join -1 0 j1 j2; echo "-> $?"
join -o 3.1 j1 j2; echo "-> $?"
