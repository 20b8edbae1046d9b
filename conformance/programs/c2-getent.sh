getent; echo $?; getent passwd root; getent passwd nosuch; echo $?; getent foo; echo $?; getent passwd 0; getent group root; getent group 0; getent passwd daemon | cut -d: -f1,3
