x=hello; echo ${#x} ${x:1:3} ${x: -3} ${x:1:-1} ${x^} ${x^^} ${x/l/L} ${x//l/L} ${x#he} ${x%lo} ${x/#h/J} ${x/%o/0}
