echo 'echo "in $0 $1"' >s; chmod +x s; ./s a; printf '#!/bin/sh\necho sh $#\n' >t; chmod +x t; ./t 1 2; printf '#!/no/such\n' >u; chmod +x u; ./u; echo $?
