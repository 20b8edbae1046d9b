greet() { local name=${1:-world} n=${2:-1}; for ((i=0;i<n;i++)); do echo "hi $name"; done; }; greet; greet bob 2
