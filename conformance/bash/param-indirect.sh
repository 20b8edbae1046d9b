a=b; b=c; echo "${!a}"; x_1=1 x_2=2; echo "${!x_*}" "${!x_@}"
