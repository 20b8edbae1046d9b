cat <<<"hello $((1+1))"; read a b <<<'x y z'; echo "$a|$b"; tr a-z A-Z <<<word
