p=/usr/local/lib/file.tar.gz; echo "${p##*/} ${p%/*} ${p%.gz} ${p%%.*} ${p#*/} ${p#/usr}"
