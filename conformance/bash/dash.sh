sh -c 'echo ${x:-d}; [[ a = a ]]; echo $?'; sh -c 'a=(1 2)'; echo $?; sh -c 'nosuch'; echo $?; sh -c 'echo $((1+1)); local x=1; echo "a\tb"'; sh -c 'if'; echo $?
