s='héllo wörld ☺'; echo ${#s} "${s:1:4}" "${s^^}" ; printf '%s|%5s|%.3s\n' "$s" é éàü; echo ☺ | wc -c; case é in ?) echo one;; esac
