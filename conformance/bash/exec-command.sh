(exec echo replaced; echo never); echo after; exec nosuchcmd; echo not reached
