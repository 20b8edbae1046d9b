a= b=; echo "${a:-${b:-deep}}" "${a:+${b}}x"
