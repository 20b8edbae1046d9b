seq 1 20 >nums; printf 'bin\0ary\ntext\n' >bin
head -z -n1 bin; echo "-> $?"
head -n; echo "-> $?"
head --lines; echo "-> $?"
head --bytes=3 --lines=2 nums; echo "-> $?"
cat nums | head -2; echo "-> $?"
