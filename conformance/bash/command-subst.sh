echo "$(echo a; echo b)" $(echo c; echo d) `echo e` "`echo \`echo nested\``" $(printf 'x\n\n\n')y
