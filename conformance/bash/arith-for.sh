for ((i=0;i<3;i++)); do echo $i; done; for ((;;)); do break; done; echo done
