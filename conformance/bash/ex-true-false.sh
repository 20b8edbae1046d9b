true; echo $?; false; echo $?; ! true; echo $?; true --help | head -1; false x y; echo $?
