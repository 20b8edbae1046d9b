set -f; echo *; set +f; set -a; q=1; env | grep '^q='; set +a; set -u; echo ${nope:-d}; (echo $nope); echo ${#nope}; echo after
