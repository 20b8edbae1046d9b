printf "%'d\n" 1234567; printf '%x %o %e\n' 255 8 12345.678; echo $((16#ff)) $((2#101))
