docker network inspect bridge host none
