bash -c 'set -euo pipefail; x=${1:-default}; echo $x; y=$(echo sub); echo $y; cat nofile | wc -l; echo unreachable' ; echo $?
