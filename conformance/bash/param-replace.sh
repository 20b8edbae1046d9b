s=banana; echo "${s/a/o} ${s//a/o} ${s/#b/B} ${s/%a/A} ${s/nan} ${s//n/}"
