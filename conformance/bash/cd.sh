mkdir -p a/b; cd a/b; cd -; cd a; cd ..; cd nodir; echo $?; touch f; cd f; echo $?; cd a b; echo $?; CDPATH=a; cd b; pwd | sed 's|.*/a/|a/|'
