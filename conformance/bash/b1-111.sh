echo a > f; echo b >> f; cat < f; cat <<X
heredoc $((1+1)) $(echo sub)
	tab "quoted" 'single' \$escaped
X
cat <<-'Y'
	no $expansion
	Y
cat <<< "here string $((3*3))"; wc -l < f
