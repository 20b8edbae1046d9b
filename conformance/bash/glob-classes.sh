touch a1 b2 C3; echo [[:lower:]]* [[:digit:]]* [!a]* [^b]* [a-b]?
