if true; then
	cat <<-END
	indented $((1+1))
		more
	END
fi
