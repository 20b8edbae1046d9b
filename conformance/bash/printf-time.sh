TZ=UTC printf '%(%Y-%m-%d)T\n' 0; printf '%*d|%-*d|%.*f\n' 5 42 5 42 2 3.14159
