set -e; echo $(false) ok; local_test() { local x=$(false); echo local ok; }; local_test; export y=$(false); echo export ok; z=$(false) || true; (( 0 )) || true; [[ a == b ]] || true; ((0)); echo no
