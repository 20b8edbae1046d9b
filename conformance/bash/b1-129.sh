set -e; f() { false; echo notreached; }; if f; then echo yes; fi; f || echo or; echo before; f; echo no
