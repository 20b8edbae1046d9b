unset a; b=; echo "[${a:-x}] [${a-x}] [${b:-x}] [${b-x}]"
echo "[${a:=set}] $a"; echo "[${b:+alt}] [${b+alt}]"
