printf 'ABC\n' | od -c; printf 'ABC\n' | od -An -tx1; printf 'hi' | hexdump -C
