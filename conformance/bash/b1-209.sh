echo "${}"
echo next
