mkdir -p d/e; touch d/f d/e/g; shopt -s globstar; echo **; echo **/; echo d/**
