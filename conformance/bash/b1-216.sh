a=1; a+=2; echo $a; declare -i b=1; b+=2; echo $b; c=(1); c+=2; echo ${c[@]}; c+=(3 4); echo ${c[@]}; c[0]+=x; echo ${c[@]}; s=str; s+=(more); echo ${s[@]}; unset u; u+=x; echo $u
