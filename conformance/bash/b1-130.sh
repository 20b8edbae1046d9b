set -e; false || true; ! true; echo 1; x=$(false) || echo caught; [ 1 = 2 ] && echo; echo 2; (false; echo no) || echo sub; { false; echo yes; } || true; y=$(false); echo unreachable
