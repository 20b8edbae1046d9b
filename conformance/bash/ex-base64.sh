printf 'hello' | base64; echo aGVsbG8= | base64 -d; echo; printf '\x00\xff' | od -An -tx1; printf abc | sha256sum; printf abc | md5sum
