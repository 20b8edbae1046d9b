t=$(mktemp -d); touch $t/a; ls $t; rm -r $t; [ -e $t ] || echo gone
