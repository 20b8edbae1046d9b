f() { caller; caller 0; echo $LINENO; }
f
echo $LINENO
