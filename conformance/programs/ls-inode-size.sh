touch f; test "$(ls -i f | cut -d' ' -f1)" = "$(stat -c %i f)" && echo same; printf x >g; ls -s g f; ls -sh f
