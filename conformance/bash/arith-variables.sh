x=y; y=5; echo $((x+1)); a='1+2'; echo $((a*3)); echo $((undefined+1))
