mkdir -p p/q; touch p/a.log p/q/b.log p/c.txt; find p -name '*.log' | sort; find p -type f -exec basename {} \; | sort; find p -name '*.txt' -delete; ls p
