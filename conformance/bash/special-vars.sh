echo $0 $# $? $-; echo ${BASH_VERSION%%(*} ${BASH_VERSINFO[0]} ${BASH##*/}; f() { echo $FUNCNAME $LINENO; }; f; echo $LINENO; echo $_
