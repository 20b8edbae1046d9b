bash -c 'kill -TERM $$'; echo $?; { bash -c 'kill -SEGV $$'; } 2>/dev/null; echo $?; { bash -c 'kill -9 $$; echo no'; } 2>/dev/null; echo $?; sh -c 'kill -INT $$'; echo $?
