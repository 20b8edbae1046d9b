{ echo out; echo err >&2; } &>f; sort f; { echo out2; echo err2 >&2; } &>>f; wc -l <f
