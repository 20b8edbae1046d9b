p=/usr/local/bin/foo.tar.gz; echo ${p##*/} ${p%/*} ${p%%.*} ${p#*.} ${p##*.} ${p%.*}
