echo -n a; echo -e 'b\tc\n'; echo -E 'd\te'; echo -ne 'f\n'; echo -x; echo --; echo -e 'g\c'; echo h
