env -i A=1 B=2 printenv A B C; echo "-> $?"; env nosuch; echo "-> $?"; env A=1 sh -c 'echo $A'; env -u HOME sh -c 'echo ${HOME-unset}'; env -C / pwd; env -C /nosuch pwd; echo "-> $?"
env -S 'printf [%s]\\n a "b c"'; env -i sh -c 'echo ${HOME-none}'; env /etc; echo "-> $?"; env ''; echo "-> $?"; env -v A=1 true; A=2 env A=3 printenv A
