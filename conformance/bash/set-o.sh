set -o pipefail; set -o | grep -E 'pipefail|errexit'; echo $-; shopt -o errexit; set +o | grep nounset
