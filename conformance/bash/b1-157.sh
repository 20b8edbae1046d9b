select x in a b; do echo "$x $REPLY"; break; done <<< 2; select x in a b c; do echo "got [$x]"; break; done < /dev/null; echo $?
