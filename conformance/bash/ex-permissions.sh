umask 022; touch f; chmod u=rw,go= f; stat -c %A f; chmod +x f; [ -x f ] && echo exec; mkdir -m 700 d; stat -c %a d
