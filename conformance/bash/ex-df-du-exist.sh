df / >/dev/null; echo $?; du -s . >/dev/null; echo $?; df nofile 2>&1; echo $?; du nofile; echo $?
