shopt -s extglob; touch a.c b.h c.txt; echo *.@(c|h) !(*.txt) +([a-z]).c
