docker import nofile; echo $?
echo x >notatar; docker import notatar; echo $?
tar -cf ok.tar notatar
docker import ok.tar 'BAD:::name'; echo $?
docker import ok.tar Upper/Name; echo $?
docker import -c 'RUN x' ok.tar bim2; echo $?
docker import -c 'NOSUCH x' ok.tar bim2; echo $?
docker import --platform nosuch/arch/x/y ok.tar bim2; echo $?
docker import; echo $?
head -c 700 ok.tar >cut.tar; docker import cut.tar; echo $?
: >empty; docker import empty; echo $?
