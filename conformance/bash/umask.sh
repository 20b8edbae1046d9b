umask; umask 077; touch f; stat -c %a f; umask -S; umask u=rwx,g=rx,o=; umask; umask 9; echo $?
