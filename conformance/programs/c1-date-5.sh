:
date --foo; echo "-> $?"
date -u -d @86399 +%s; echo "-> $?"
date -u -d '1970-01-01 00:00:01' +%s; echo "-> $?"
date -u -d 'May 5' +%m-%d; echo "-> $?"
date -u -d '12:30' +%H:%M; echo "-> $?"
date -d 'TZ' ; echo "-> $?"
