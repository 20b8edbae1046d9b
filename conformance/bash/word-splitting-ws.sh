x='  a   b  '; set -- $x; echo $# "$x"; IFS=; set -- $x; echo $#
