export DOCKER_BUILDKIT=0
printf '# escape=`\nFROM busybox\nRUN echo one `\n  two\nENV p=a\\b\nRUN echo "$p"\n' >Dockerfile
docker build -t bb18 .; echo $?
printf '# syntax=docker/dockerfile:1\n# escape=\\\nFROM busybox\nRUN echo a \\\n\n  b \\\n# c\n  d\n' >Dockerfile
docker build -t bb18 .; echo $?
docker rmi bb18 >/dev/null
