i=3; until ((i==0)); do echo -n "$i "; ((i--)); done; echo liftoff
