docker run --rm busybox lose /etc/passwd; echo $?
