unset x; echo "${x:-def}" "${x-def}" "${x:+alt}" "${x+alt}"; x=; echo "${x:-def}" "${x-def}" "${x:+alt}" "${x+alt}"; echo ${y:=new} $y
