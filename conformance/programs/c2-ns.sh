unshare -z; echo $?; nsenter -t 99999 -m; echo $?; nsenter -m; echo $?; chroot; echo $?; chroot nosuch; echo $?; chroot . /nosuch; echo $?; chroot / id -u
