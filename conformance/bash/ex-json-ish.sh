printf '{"a": 1, "b": "x"}\n' | sed 's/.*"b": "\([^"]*\)".*/\1/'; printf '{"a":1}' | grep -o '"a":[0-9]*' | cut -d: -f2
