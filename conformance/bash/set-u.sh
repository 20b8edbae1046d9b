set -u; echo ${a-default}; echo "$a"; echo never
