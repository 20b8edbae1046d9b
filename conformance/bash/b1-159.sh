{ time true; } 2>&1 | sed 's/[0-9]/0/g'; TIMEFORMAT='%R'; { time true; } 2>&1 | sed 's/[0-9]/0/g'; { time -p true; } 2>&1 | sed 's/[0-9]/0/g'
