trap 'echo got USR1' USR1; kill -USR1 $$; echo after; trap - USR1; trap; trap 'echo x' INT TERM; trap -p
