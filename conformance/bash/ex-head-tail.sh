seq 10 >n; head -3 n; tail -3 n; head -n -7 n; tail -n +9 n; head -c 4 n; tail -c 3 n; sed -n 4,5p n
