(echo ${x:?msg}); echo $?; echo ${1:?}; echo no
