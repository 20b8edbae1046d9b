# GNU wget and Python's web server in one network namespace; what differs from run to run (time, speed) is cut.
exec unshare -n bash -s <<'EOF'
export LC_ALL=C
ip link set lo up
mkdir www; cd www; echo hello > a.txt; mkdir sub; echo inner > sub/index.html
python3 -m http.server --bind 127.0.0.1 8000 >/dev/null 2>&1 & server=$!
until nc.traditional -z 127.0.0.1 8000; do sleep 0.1; done
t() { echo "\$ $*"; "$@" 2>&1 | sed -e 's/20[0-9][0-9]-[0-9-]* [0-9:]*/TIME/' -e 's/ *100%.*=0s$/ 100%=0s/' -e 's/([0-9.]* [KMG]\?B.s)/(SPEED)/' -e '/^  \(Server\|Date\|Last-Modified\):/d' -e '/^Total wall clock/d' -e 's/^\(Downloaded:.*\) in .*/\1/'; echo "=> ${PIPESTATUS[0]}"; }
t wget http://127.0.0.1:8000/a.txt -O out
t cat out
t wget http://127.0.0.1:8000/a.txt
t ls
t wget -q -O - http://127.0.0.1:8000/a.txt
t wget -qO- 127.0.0.1:8000/sub/
t wget -nv http://127.0.0.1:8000/a.txt
t wget -S -O /dev/null http://127.0.0.1:8000/a.txt
t wget --spider http://127.0.0.1:8000/a.txt
t wget --spider http://127.0.0.1:8000/sub/
t wget --spider http://127.0.0.1:8000/nope
t wget -q --spider http://127.0.0.1:8000/nope
t wget http://127.0.0.1:8000/nope
t wget http://127.0.0.1:8000/sub -O inner
t wget -t 1 http://127.0.0.1:9/
t wget -q http://localhost:9/
t wget -nv http://127.0.0.1:9/
t wget http://no.such.invalid/
t wget http://10.8.0.2/
t wget
t wget --bogus
t wget -O /no/dir/x http://127.0.0.1:8000/a.txt
t wget -P dd http://127.0.0.1:8000/a.txt
t wget http://127.0.0.1:8000/a.txt http://127.0.0.1:8000/sub/
t wget foo://127.0.0.1/x
(sleep 2 | nc.traditional -lp 8001 >/dev/null) & sleep 0.3
t wget -T 1 -t 1 http://127.0.0.1:8001/x
(nc.traditional -lp 8001 -q 0 </dev/null >/dev/null) & sleep 0.3
t wget -t 1 http://127.0.0.1:8001/x
kill $server
EOF
