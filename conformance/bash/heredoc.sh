x=5; cat <<E
x=$x $(echo sub) \$x `echo bt`
E
cat <<'E'
x=$x $(no)
E
cat <<-E
	tab stripped
		two
	E
