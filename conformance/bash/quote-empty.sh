set -- '' "" x; echo $#; for a in "" 'b'; do echo "[$a]"; done
