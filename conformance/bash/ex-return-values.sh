get() { echo "value for $1"; return 3; }; v=$(get x); echo "$v $?"; if get y >/dev/null; then echo ok; else echo failed $?; fi
