trap 'echo usr1' USR1; kill -USR1 $$; echo a; (kill -USR1 $$); sleep 0.05; echo b; trap '' USR1; kill -USR1 $$; echo c; trap - USR1; trap -p; trap 'echo $LINENO' EXIT
echo d
