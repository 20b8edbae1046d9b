docker run --rm -d --name echo -p 45678:45678 -p 45679:45679 busybox sh -c 'nc -l -p 45678 | nc -l -p 45679' >/dev/null
sleep 0.5; (sleep 1; echo from the first; sleep 1) | nc -N 127.0.0.1 45678 & nc -w 4 127.0.0.1 45679 </dev/null; wait
docker rm -f echo >/dev/null 2>&1; true
