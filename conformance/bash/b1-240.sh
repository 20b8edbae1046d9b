trap "echo 'it''s'" EXIT; trap; trap -p EXIT INT; trap "" INT; trap - EXIT; trap; trap INT; trap; trap 0; trap 'x' SIGFOO; echo $?; trap 'a' 99; echo $?; trap x; echo $?
