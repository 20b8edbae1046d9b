shopt -s globstar; mkdir -p a/b/c; touch a/1 a/b/2 a/b/c/3; echo **; echo **/; echo a/**; echo **/3
