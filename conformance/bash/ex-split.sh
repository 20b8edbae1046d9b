seq 5 >n; split -l 2 n part; ls part*; cat partab
