docker run --rm ubuntu:14:14.04 true; echo $?
