set -- one two three four; echo "$# $1 ${2} ${@:2} ${@:2:2} ${*: -1}"; shift 2; echo "$*"; IFS=,; echo "$*" "$@"
