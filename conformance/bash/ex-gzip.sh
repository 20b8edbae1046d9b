echo data >f; gzip f; ls; gunzip f.gz; cat f; gzip -c f | zcat; gzip nofile; echo $?; gzip -k f; ls
