! true; echo $?; ! false; echo $?; ! false | true; echo $?
