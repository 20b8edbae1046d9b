printf '%d\n' abc; echo $?; printf '%d\n' 0x1f 010 "'A"; printf '%z\n'; echo $?; printf; echo $?; printf '%s'; echo; printf '%d\n' ''
