for a in start stop restart bogus; do case $a in start|stop) echo "do $a";; re*) echo re;; *) echo "usage: {start|stop}" >&2;; esac; done
