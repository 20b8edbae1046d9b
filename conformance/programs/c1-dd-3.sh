printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
dd ibs=3 obs=7 if=fox status=noxfer; echo "-> $?"
dd if=fox bs=2x2 count=1 status=none; echo "-> $?"
dd --foo; echo "-> $?"
dd iflag=foo; echo "-> $?"
