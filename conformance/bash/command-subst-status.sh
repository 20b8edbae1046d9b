x=$(exit 3); echo $?; echo $(exit 4) $?; y=$(false) z=$(true); echo $?
