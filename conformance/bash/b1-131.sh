set -u; echo ${x-ok}; echo ${x:-ok2}; echo "$@"; echo $x; echo no
