echo 'echo from stdin $#' | bash -s a b; bash <<'S'
x=5
echo $((x*2))
S
