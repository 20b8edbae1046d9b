printf 'a b c\nd\\ e\n' >f; { read x y; read -r z; } <f; echo "$x|$y|$z"; read <<<'whole line  '; echo "[$REPLY]"; read x </dev/null; echo $?
