x='line 1
line 2'; echo "$x"; echo $x; echo "${x//$'\n'/,}"; printf '%s\n' "$x" | wc -l
