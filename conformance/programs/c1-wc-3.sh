printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'bin\0ary\ntext\n' >bin; mkdir dir; printf 'inner needle\nhay\n' >dir/in.txt; printf '#include <a>\nneedle c\n' >dir/x.c
wc --files0-from=bin; echo "-> $?"
wc --files0-from=bin a; echo "-> $?"
wc --files0-from=nosuch; echo "-> $?"
wc -l dir a; echo "-> $?"
