docker run --rm busybox sh -c 'echo $$; ps -o pid,args | head -2'
