for i in 1 2; do echo $i; done >f; cat f; { echo a; echo b; } | wc -l; (echo sub) >g; cat g; while read x; do echo "r$x"; done <f; if true; then echo y; fi >h; cat h
