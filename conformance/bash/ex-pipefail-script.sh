bash -o pipefail -c 'false | cat; echo $?'; bash -e -o pipefail -c 'false | cat; echo no'; echo $?
