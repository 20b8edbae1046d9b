touch f; mkdir d; ln -s f l; [ -f f ] && [ -d d ] && [ -L l ] && [ -e l ] && echo ok; [ -s f ] || echo empty; [ -x d ] && echo x; [ f -ef l ] && echo same
