set -- -v --name=x file1 file2; while (($#)); do case $1 in -v) v=1;; --name=*) name=${1#*=};; *) files+=("$1");; esac; shift; done; echo "v=$v name=$name files=${files[*]}"
