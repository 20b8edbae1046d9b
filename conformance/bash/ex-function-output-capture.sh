log() { echo "[$(printf '%s' "$1" | tr a-z A-Z)] ${*:2}" >&2; }; log info started ok 2>&1; out=$(log warn x 2>&1); echo "$out"
