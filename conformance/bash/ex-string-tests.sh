s=abc123; [[ $s =~ ^[a-z]+([0-9]+)$ ]] && echo "${BASH_REMATCH[1]}"; [[ $s == *[0-9] ]] && echo digits; case $s in abc*) echo starts;; esac; [[ -z ${s//[a-z0-9]/} ]] && echo alnum
