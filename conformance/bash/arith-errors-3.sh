echo $((08)); echo after
