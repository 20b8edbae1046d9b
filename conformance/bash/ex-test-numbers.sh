for n in 5 -3 abc ''; do if [[ $n =~ ^-?[0-9]+$ ]]; then echo "$n number"; else echo "'$n' not"; fi; done; [ 5 -gt 3 -a 2 -lt 4 ] && echo both; [ abc -gt 1 ] 2>&1; echo $?
