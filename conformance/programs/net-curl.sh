# curl and Python's web server in one network namespace; what differs from run to run (time, speed) is cut.
exec unshare -n bash -s <<'EOF'
ip link set lo up
mkdir www; cd www; echo hello > a.txt; mkdir sub; echo inner > sub/index.html
python3 -m http.server --bind 127.0.0.1 8000 >/dev/null 2>&1 & server=$!
until nc.traditional -z 127.0.0.1 8000; do sleep 0.1; done
t() { echo "\$ $*"; "$@" 2>&1 | tr '\r' '\n' | grep -v '^ *[0-9]\+ .*--:--\|^ *$' | sed -e '/^< \(Server\|Date\|Last-Modified\):/d' -e '/^\(Server\|Date\|Last-Modified\):/d' -e 's/after [0-9]* ms/after N ms/' -e 's/[0-9.]* milliseconds/N milliseconds/'; echo "=> ${PIPESTATUS[0]}"; }
t curl -s http://127.0.0.1:8000/a.txt
t curl -sv http://127.0.0.1:8000/a.txt
t curl -sv http://localhost:8000/a.txt -o /dev/null
t curl -sI http://127.0.0.1:8000/a.txt
t curl -sv -I localhost:8000/sub
t curl -sLv localhost:8000/sub
t curl -sf http://127.0.0.1:8000/nope
t curl -sSf http://127.0.0.1:8000/nope
t curl -s -o /dev/null -w '%{http_code} %{size_download} %{content_type} %{num_connects} %{remote_ip}:%{remote_port} %{local_ip} %{scheme} %{method} %{exitcode} %{filename_effective} %{url_effective} %{redirect_url}\n' localhost:8000/a.txt
t curl -s -w '%{http_code} %{exitcode} %{errormsg} %{redirect_url}\n' -o /dev/null http://127.0.0.1:8000/sub
t curl -s -w '%{foo}|%{http_version}|%{num_redirects}\n' -L -o /dev/null http://127.0.0.1:8000/sub
t curl -sS http://127.0.0.1:9
t curl -sv http://localhost:9
t curl -sS -w '%{http_code} %{errormsg}\n' http://127.0.0.1:9/
t curl -sS http://no.such.invalid/
t curl -sv --resolve foo.test:8000:127.0.0.1 http://foo.test:8000/a.txt
t curl -sv -x 127.0.0.1:8000 http://example.test/a.txt -o /dev/null
t curl -sS -x 127.0.0.1:9 http://example.test/
t curl -sv -u a:b -A me -H 'X-Y: z' -H 'Accept:' -e ref http://127.0.0.1:8000/a.txt
t curl -sv -o x -o y http://127.0.0.1:8000/a.txt http://127.0.0.1:8000/sub/
t cat x y
t curl -sO http://127.0.0.1:8000/a.txt
t curl -sO http://127.0.0.1:8000/
t curl -sS -o /no/dir/x http://127.0.0.1:8000/a.txt
t curl -sS 10.8.0.2
t curl -sv --unix-socket /nope http://localhost/
t curl -sS foo://127.0.0.1/
t curl --bogus http://x
t curl -o
t curl
answer() { (printf "$1" | nc.traditional -lp 8001 -q 1 >"${2:-/dev/null}") & sleep 0.3; }
answer 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n' request
t curl -sv -d a=1 -d b=2 http://127.0.0.1:8001/form
t cat request
answer 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n' request
t curl -s --data-urlencode 'a=b c&d' --data-urlencode 'x y' --data-urlencode '=q&r' -H 'Content-Type: text/plain' http://127.0.0.1:8001/form
t cat request
answer 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n' request
t curl -s -G -d q=1 -X DELETE 'http://127.0.0.1:8001/form?z'
t cat request
answer 'HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:8000/a.txt\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
t curl -svL http://127.0.0.1:8001/x
answer ''
t curl -sv http://127.0.0.1:8001/x
answer 'SSH-2.0-x\r\n'
t curl -sS http://127.0.0.1:8001/x
answer 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc\n'
t curl -sS http://127.0.0.1:8001/x
answer 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n' request
t curl -sv -T a.txt http://127.0.0.1:8001/
t cat request
(sleep 2 | nc.traditional -lp 8001 >/dev/null) & sleep 0.3
t curl -sS -m 1 http://127.0.0.1:8001/x
kill $server
EOF
