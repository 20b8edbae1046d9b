eval 'if'; echo $?; eval 'echo a; )'; echo $?; eval 'for'; echo $?; eval 'a b ('; echo $?; eval '&& x'; echo $?; eval 'case x'; echo $?
