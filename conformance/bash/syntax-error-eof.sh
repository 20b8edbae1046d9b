echo start
if true; then
