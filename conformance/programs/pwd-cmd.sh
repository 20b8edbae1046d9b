cd /usr; mkdir -p /tmp/case/w/r; ln -sfn /tmp/case/w/r /tmp/case/w/s; cd /tmp/case/w/s; /bin/pwd | sed 's|.*/||'; /bin/pwd -L | sed 's|.*/||'; pwd | sed 's|.*/||'
