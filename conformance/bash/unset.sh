a=1; unset a; echo "[$a]"; f() { echo f; }; unset f; f; echo $?; b=(1 2 3); unset b[1]; echo ${b[@]}; unset -v nosuch; echo $?
