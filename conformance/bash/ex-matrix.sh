for r in 0 1 2; do for c in 0 1 2; do printf '%d ' $((r*3+c)); done; echo; done
