id -u; id -un; whoami; echo $EUID $UID; groups | cut -d' ' -f1
