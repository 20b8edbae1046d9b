x=héllo; echo ${#x} ${x:1:1} ${x^^} ${x%llo}; y=日本語; echo ${#y} ${y:1} ; printf '%s|%5s|\n' é é
