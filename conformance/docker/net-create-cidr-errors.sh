c() { echo "$@"; docker network create "$@" x; echo $?; }
c --subnet 10.1.0.0
c --subnet 10.1.0.5/24
c --subnet foo --gateway 1.2.3.4
c --gateway 10.1.0.1
c --subnet 10.1.0.0/24 --gateway 10.2.0.1
c --subnet 10.1.0.0/24 --gateway foo
c --subnet 10.1.0.0/24 --gateway 10.1.0.0
c --subnet 10.1.0.0/24 --ip-range 10.2.0.0/25
c --subnet 10.1.0.0/24 --ip-range foo
c --subnet 10.1.0.0/24 --ip-range 10.1.0.5/28
c --subnet 10.1.0.0/24 --ip-range 10.1.0.0/16
c --subnet 10.1.0.0/24 --aux-address a=10.2.0.1
c --subnet 10.1.0.0/24 --aux-address a=10.1.0.1 --gateway 10.1.0.1
c --subnet 10.1.0.0/24 --subnet 10.1.0.0/25
c --subnet 10.1.0.0/24 --subnet 10.2.0.0/24
c --subnet 10.1.0.0/24 --subnet 10.2.0.0/24 --gateway 10.1.0.1 --gateway 10.1.0.2
c --subnet 10.1.0.0/24 --subnet 10.2.0.0/24 --ip-range 10.1.0.0/25 --ip-range 10.1.0.128/25
c --aux-address a=1.2.3.4
