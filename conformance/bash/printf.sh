printf '%s-%d|%5d|%-5d|%05d|%x|%X|%o|%c|%%|%.2f|%e\n' a 1 2 3 4 255 255 8 xyz 3.14159 1234.5; printf '%s\n' a b c; printf '%d %s\n' 1 a 2 b 3
