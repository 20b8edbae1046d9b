mkdir -p a/b c; touch a/x a/b/y c/z; ls -R; ls a c; ls a c/z
