echo a 2>&1 >f; cat f; { echo o; echo e >&2; } 2>f; cat f; { echo o; echo e >&2; } >f 2>&1; cat f; ls nofile >f 2>&1; cat f
