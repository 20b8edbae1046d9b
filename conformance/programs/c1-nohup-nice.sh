nohup echo x </dev/null; echo "-> $?"; nohup nosuch; echo "-> $?"; nice; nice -n 5 nice; nice nice; nice -n 3 nosuch; echo "-> $?"; nice -7 nice
