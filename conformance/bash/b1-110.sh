if false; then echo a; elif true; then echo b; else echo c; fi; ! true; echo $?; ! false; echo $?; true && echo t || echo f; false && echo t || echo f
