docker run --name bcp11 busybox sh -c 'mkdir -p /a/f; touch /a/d'
echo x >f; mkdir d; touch d/x
docker cp f bcp11:/a; echo $?
docker cp d bcp11:/a; echo $?
docker cp bcp11:/a/f . ; echo $?
docker cp bcp11:/a/d . ; echo $?
docker cp f bcp11:/dev/null; echo $?
docker cp bcp11:/a /dev/null; echo $?
docker rm bcp11
