echo ${x:?is not set}; echo no
