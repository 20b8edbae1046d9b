a=; [[ -v a ]] && echo set; [[ -v b ]] || echo unset; [[ -n "" ]]; echo $?; declare -A m=([k]=1); [[ -v m[k] ]] && echo key
