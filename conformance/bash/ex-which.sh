which ls sh; echo $?; which nosuch; echo $?; command -v ls; type cd
