PATH=/usr/bin:/bin; which ls; which nosuch; echo $?; which; echo $?; which -z; echo $?; which /bin/ls ./x; echo $?; which -a nosuch ls | head -1; which ls nosuch cat; echo $?
