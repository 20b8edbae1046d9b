X=5 printenv X; printenv NOSUCH; echo $?; env | grep -c '^PATH='
