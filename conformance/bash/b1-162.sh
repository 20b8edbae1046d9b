let; echo $?; break; continue; return; echo $?; exit abc; echo no
