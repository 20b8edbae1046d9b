printf '%-6s %4s\n' Name Qty ---- --- nut 5 bolt 12
