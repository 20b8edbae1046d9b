echo ${x y}
echo "next $?"
