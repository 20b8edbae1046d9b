cd /; echo ~ ~root ~nosuchuser ~+ "~" x~ a=~; x=~/bin; echo $x
