nice -n 5 sh -c 'echo nice'; nice; nohup echo out 2>/dev/null </dev/null | cat
