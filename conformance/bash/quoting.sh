echo 'a\nb' "a\nb" $'a\nb\t\x41\u263a\101' "\$x \` \" \\" 'it'\''s' a\ b
