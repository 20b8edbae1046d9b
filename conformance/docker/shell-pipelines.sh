docker run --rm busybox seq 5 | docker run --rm -i busybox awk '{s+=$1} END {print s}'
docker run --rm busybox sh -c 'yes | head -c 200000' | wc -c
docker run --rm busybox yes 2>/dev/null | head -2
docker run --rm busybox sh -c 'echo a; echo b >&2' 2>&1 >/dev/null
docker run --rm busybox sh -c 'echo a; echo b >&2' 2>/dev/null
docker run --rm -i busybox sh -s x y <<'EOF'
echo "$# $1 $2"
EOF
