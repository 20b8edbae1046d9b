let 'x=1'; while let 'x<20'; do let 'x*=3'; done; echo $x; i=10; echo $((i--)) $i $((--i))
