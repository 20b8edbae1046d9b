printf -v pad '%*s' 10 ''; echo "[${pad// /=}]"; printf -v a[2] %s x; echo "${a[2]}"
