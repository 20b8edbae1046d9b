echo ${x!}; echo no
echo next
