echo ~root ~+ ~nosuchuser ~/x; cd /; echo ~+ ~-; x=~/y; echo $x; y=a:~/b; echo $y; echo "~" '~' a~
