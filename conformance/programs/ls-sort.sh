printf 1 >small; printf 12345 >big; touch -d 2020-01-01 old; touch -d 2021-01-01 newer; ls -S; ls -t; ls -tr old newer; touch v10 v9 v1; ls -v v*; ls -X; ls -U | wc -l
