docker run --rm -e A=1 -e B='two words' busybox sh -c 'echo $A $B'
