docker run --name example -d ubuntu bash -c "lose /etc/password" | wc -c
docker wait example
docker logs example
docker rm example
