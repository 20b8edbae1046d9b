cd /; pushd /usr; pushd /tmp; dirs; popd; popd; popd; echo $?; dirs -v
