docker run --name bcp15 busybox sh -c 'mkdir /d; echo x >/d/a; ln /d/a /d/b; mkfifo /d/p; chmod 4755 /d/a; chmod 1777 /d'
docker cp bcp15:/d - | tar -tvf - | cut -c1-10,48-
docker cp bcp15:/d .; stat -c '%h %a %F %n' d d/* | sed 's/regular empty/regular/'
docker rm bcp15
