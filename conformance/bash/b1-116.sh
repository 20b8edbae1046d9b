echo $((1/0)); echo after; echo $((1+)); echo after2; x=1; ((x/0)); echo $?; let 1/0; echo $?
