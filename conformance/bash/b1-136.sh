x=5; readonly x; x=6; echo after; (x=7); echo $?; unset x; echo $?; readonly -p | grep ' x='; declare -r y=1; y=2
echo next line
