set -- a b; shift; echo $@; shift 5; echo $? $#; shift; echo $# ; shift; echo $?; shift x; echo $?
