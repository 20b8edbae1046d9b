trap 'echo "DEBUG $BASH_COMMAND"' DEBUG; x=1; echo $x
