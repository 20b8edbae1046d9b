docker run --rm --ti busybox true; echo $?
