docker run --rm '' true; echo $?
