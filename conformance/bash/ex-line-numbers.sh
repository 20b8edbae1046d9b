cat -n <<'E' | head -3
first
second
third
E
nl -ba <<<$'a\n\nb'
