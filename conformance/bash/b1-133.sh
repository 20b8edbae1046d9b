set -x; echo a "b c" $((1+1)); x=1; y="a b"; [ a = a ]; [[ a == a* ]]; ((x+1)); for i in 1 2; do :; done; f() { echo in; }; f; (echo sub); echo $(echo cs); case a in a) :;; esac; a=(1 2); set +x
