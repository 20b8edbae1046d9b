printf '%-10s|%5d|%05.1f\n' left 42 3.14159; printf '%s\n' {01..03}; printf '%3s%%\n' 5 50
