date -u -d @0 +%F; date -u -d '2024-02-28 +2 days' +%F; date -u -d 2024-12-25 +%j,%u,%A; date -u -d '@86400' '+%Y/%m/%d %H:%M:%S'
