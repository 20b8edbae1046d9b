touch a.txt b.txt c.md .hid; echo *.txt * .* [ab]* ?.md *.none '*.txt' "*"
