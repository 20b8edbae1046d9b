mkdir r; echo hi >r/f; : >r/.wh.x; mkdir r/d; : >r/d/.wh..wh..opq
tar -C r -cf - . | docker import -c 'CMD ["x"]' - bim4 | cut -c1-7
docker create --name bim4c bim4 | wc -c
docker export bim4c | tar -tf - | grep -v -E '^(dev|etc|proc|sys)/' | sort
docker rm bim4c; docker rmi bim4 >/dev/null
