a=($(echo one two three)); echo ${#a[@]}; mapfile -t lines <<< $'l1\nl2\nl3'; echo "${lines[1]}" ${#lines[@]}
