trap 'echo T; exit 9' TERM; kill $$; echo no
