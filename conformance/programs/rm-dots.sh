rm -rf . ; echo $?; rm -r ..; echo $?; rm -rf /; echo $?; mkdir d; rm -r d/.; echo $?
