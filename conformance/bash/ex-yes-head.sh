yes | head -2; yes no | head -1; echo ${PIPESTATUS[1]}
