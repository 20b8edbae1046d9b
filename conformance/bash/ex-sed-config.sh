printf 'port=80\n# comment\nhost=a\n' >c; sed -i 's/^port=.*/port=8080/' c; sed -n '/^[^#]/p' c; sed '/^#/d;s/=/: /' c; sed -n '$p;1p' c
