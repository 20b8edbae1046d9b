kill -s TERM; kill -l TERM KILL 137 0; kill -l 200; kill -9; kill -s FOO $$; kill -n 0 $$; echo $?; kill %1; kill -TERM %foo; kill ''; kill -l sigint; kill -L | tail -1
