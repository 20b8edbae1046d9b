touch a b .c; shopt -s nullglob; echo x*; shopt -s dotglob; echo *; shopt -u nullglob; shopt -s failglob; echo zz*; echo $?
