echo start
echo "abc
