unset a; (echo "${a:?is missing}"); echo $?; (echo "${a?}"); echo $?
