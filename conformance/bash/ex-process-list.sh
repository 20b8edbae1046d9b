sleep 30 & p=$!; kill -0 $p && echo alive; kill $p; wait $p 2>/dev/null; echo $?; kill -0 $p 2>/dev/null || echo dead
