echo start
if then
echo never
