seq 3; seq 2 4; seq 1 2 6; seq -s, 3; seq -w 8 10; seq 3 1; seq 3 -1 1; seq 0.5 0.5 1.5; seq x; echo $?
