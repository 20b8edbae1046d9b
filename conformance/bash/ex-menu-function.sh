usage() { cat <<U
Usage: $0 [-h] FILE
U
}; usage | sed 's/^/> /'
