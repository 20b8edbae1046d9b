set -e; f() { false; echo in f; }; f || echo caught; (false; echo no) ; echo never
