set -e; false || true; if false; then :; fi; ! true; echo still; false; echo never
