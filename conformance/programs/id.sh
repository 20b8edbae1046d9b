id -u; id -un; id -g; id -gn; id -u daemon; id nobody; id nosuchuser; echo $?; id -G daemon; id -n; echo $?; id -ug; echo $?; whoami; groups daemon; whoami x; echo $?
