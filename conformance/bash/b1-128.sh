trap 'echo bye' EXIT; trap 'echo int' INT; trap; kill -INT $$; echo after; trap - INT; trap; (exit 3); echo $?; exit 4
