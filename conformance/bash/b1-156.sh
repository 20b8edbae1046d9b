set -o | head -5; set +o | head -3; shopt | head -3; shopt -s nosuch; shopt extglob; echo $?; shopt -p extglob; set -o nosuch; set -q; echo "$-"
