outer() { inner() { echo inner $1; }; inner $((${1}+1)); }; outer 1; inner 5
