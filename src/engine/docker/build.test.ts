/** Builds, copies and archives as a person meets them, and what hostile ones do to the daemon: whole outputs. */
import { describe, expect, it } from 'vitest';
import { Host } from './testing/host.ts';

/** Ids of images and containers by their order; the notice of the old builder taken away. */
function tidy(text: string): string {
  const ids = new Map<string, string>();
  return text
    .replaceAll('\r', '')
    .replace(/DEPRECATED: [^]*?\n\n/g, '')
    .replace(/\b(?:sha256:)?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])([0-9a-f]{64}|[0-9a-f]{12})\b/g, (_m, id: string) => {
      const key = id.slice(0, 12);
      if (!ids.has(key)) ids.set(key, `<${ids.size + 1}>`);
      return ids.get(key)!;
    });
}

describe('docker build', () => {
  const host = new Host();
  const run = (script: string): string => tidy(host.run(`cd /root\nrm -rf ctx; mkdir ctx; cd ctx\n${script}`));

  it('says what it does, and takes the second build from the cache', () => {
    const script = `printf 'FROM busybox\\nCOPY f /f\\nRUN cat /f\\n' >Dockerfile; echo text >f; docker build -t t1 .; docker build -t t1 . | tail -6`;
    expect(run(script)).toBe(`Sending build context to Docker daemon  3.072kB
Step 1/3 : FROM busybox
 ---> <1>
Step 2/3 : COPY f /f
 ---> <2>
Step 3/3 : RUN cat /f
 ---> Running in <3>
text
 ---> Removed intermediate container <3>
 ---> <4>
Successfully built <4>
Successfully tagged t1:latest
 ---> Using cache
 ---> <2>
Step 3/3 : RUN cat /f
 ---> Using cache
 ---> <4>
Successfully built <4>
Successfully tagged t1:latest
`.replace(' ---> Using cache\n ---> <2>\n', ' ---> <2>\n'));
  });

  it('without buildx says so once, and refuses what only BuildKit does', () => {
    expect(host.run('cd /root; mkdir -p e; docker build e 2>&1 | head -4; DOCKER_BUILDKIT=1 docker build e; echo $?').replaceAll('\r', '')).toBe(`DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/

ERROR: BuildKit is enabled but the buildx component is missing or broken.
       Install the buildx component to build images with BuildKit:
       https://docs.docker.com/go/buildx/
1
`);
  });

  it('leaves nothing behind after a failure, and keeps the container of the failed step', () => {
    const out = run(`printf 'FROM busybox\\nRUN exit 7\\n' >Dockerfile; docker build . >/dev/null 2>&1; echo $?; docker ps -a --format '{{.Status}} {{.Command}}'; ls /var/lib/docker/tmp; docker rm $(docker ps -aq) >/dev/null`);
    expect(out).toMatch(/^7\nExited \(7\) .* ago "\/bin\/sh -c 'exit 7'"\n$/);
  });

  it('survives what is no context: cut archives, garbage, a client that vanishes', () => {
    const out = run(`printf 'FROM busybox\\n' >Dockerfile; tar -czf c.tgz Dockerfile
head -c 60 c.tgz | docker build - 2>&1 | tail -1
tar -cf - c.tgz | docker build - 2>&1 | tail -1
for body in 'ffff\\r\\nabc' 'zz\\r\\n'; do printf "POST /v1.51/build HTTP/1.1\\r\\nHost: d\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n$body" | nc -N -U /run/docker.sock | tail -1; echo; done
docker ps -q; ls /var/lib/docker/tmp`);
    expect(out).toBe(`Error response from daemon: unexpected EOF
Error response from daemon: Cannot locate specified Dockerfile: Dockerfile
{"message":"unexpected EOF"}

{"message":"invalid byte in chunk length"}

`);
  });
});

describe('docker cp and archives', () => {
  const host = new Host();

  it('holds to the root of the container, whatever its links say', () => {
    const out = host.run(`cd /root; docker run --name c1 busybox sh -c 'ln -s ../../../../root /out; mkdir /in'
echo secret >mine; docker cp c1:/out/mine x; echo $?; echo theirs >f; docker cp f c1:/out/; ls /root/f >/dev/null && cat /root/mine; docker cp c1:/root/f -  | tar -xOf -`);
    expect(out.replaceAll('\r', '')).toBe('Error response from daemon: Could not find the file /out/mine in container c1\n1\nsecret\ntheirs\n');
  });

  it('saves an image whose layers hash to their names', () => {
    const out = host.run(`cd /root; docker save busybox | tar -xf - ; for f in blobs/sha256/*; do [ "$(sha256sum <$f | cut -d' ' -f1)" = "\${f##*/}" ] || echo bad $f; done; ls blobs/sha256 | wc -l`);
    expect(out.replaceAll('\r', '')).toBe('4\n');
  });
});
