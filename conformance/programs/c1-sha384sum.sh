: >e
sha384sum e; echo "-> $?"
