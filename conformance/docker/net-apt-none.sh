docker run --rm --network none debian:bookworm bash -c 'apt-get update 2>&1 | grep -v "^Ign" | head -n 2'
