printf 'a\tb\\n\x41\101\u263a\n'; printf '%b|%q|%q\n' 'x\ty' "it's" ''; printf '%10.3s|%-10s|\n' abcdef abc; printf -v x '%03d' 7; echo $x
