r() { docker run --rm "$@" busybox true; echo $?; }
r -p 80/icmp; r -p 99999:80; r -p 80:99999; r -p foo; r -p 90-80:80; r -p 9000-9002:80-81; r -p foo:80:80; r -p 80:; r -p 300.0.0.1:80:80; r -p 80:80/sctp; r -p published=x,target=80; r -p a=b; r --expose 80:90; r --expose foo; r --expose 90-80
