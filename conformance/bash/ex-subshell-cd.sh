mkdir sub; (cd sub && touch here); ls sub; pwd | sed 's|.*/||'; cd sub; cd - >/dev/null; pwd | sed 's|.*/||'
