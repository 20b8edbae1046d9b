printf '1 2 3\n4\n' | xargs -n 2 echo; echo a b | xargs -I{} echo '<{}>'; printf 'x\0y\0' | xargs -0 -n1 echo; xargs echo none </dev/null; xargs -r echo no </dev/null
