set -e; x=$(false; echo y); echo "[$x]"; local_f() { local v=$(false); echo local ok; }; local_f; x=$(exit 3); echo never
