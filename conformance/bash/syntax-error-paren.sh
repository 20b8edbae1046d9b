echo a
)
echo b
