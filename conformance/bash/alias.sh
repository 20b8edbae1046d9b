shopt -s expand_aliases
alias ll='echo listing' say='echo '
ll x
say ll
alias ll; unalias ll; ll; echo $?; alias nosuch; echo $?
