SECONDS=100; echo $SECONDS; RANDOM=42; a=$RANDOM; RANDOM=42; [ $a = $RANDOM ] && echo same; echo $((RANDOM < 32768)); echo $EUID $UID $PPID | wc -w
