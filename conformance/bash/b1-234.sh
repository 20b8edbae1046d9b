alias x='echo alias'; x; shopt -s expand_aliases
alias x='echo alias' y='x two'
x one
y
alias e='echo ' z=zz
e z
unalias x
x
alias if=foo; alias -p | head -2; alias 'a b=c'
