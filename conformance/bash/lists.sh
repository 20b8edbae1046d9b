true && echo a || echo b; false && echo a || echo b; false || false && echo c; echo $?; { echo x; } && (exit 3); echo $?
