s="it's \$x"; echo "${s@Q}"; declare -i n=5; echo "${n@a}"; t='a\tb'; echo "${t@E}"; echo "${s@U}" "${s@u}" "${s@L}"
