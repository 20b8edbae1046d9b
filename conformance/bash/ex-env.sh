env -i A=1 sh -c 'echo $A ${PATH:+path}'; A=2 env | grep '^A='; export B=3; sh -c 'echo $B'; unset B; sh -c 'echo [$B]'
