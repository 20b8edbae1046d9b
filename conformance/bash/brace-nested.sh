echo {a,b{1,2},c} "{a,b}" \{a,b} {a,b\,c} ${x}{p,q}
