echo data >orig; ln orig hard; ln -s orig soft; cat hard soft; stat -c %h orig; rm orig; cat hard; cat soft; echo $?; readlink soft
