a=5; echo $((a>3?1:0)); ((a==5)) && r=yes || r=no; echo $r; echo $(( (a<3) + (a>4) ))
