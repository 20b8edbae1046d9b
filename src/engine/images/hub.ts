/** What the simulated Docker Hub holds: one description per image. Sizes, commands and histories follow the real images; dates are fixed. */
import type { TreeEntry } from '../base/tree.ts';
import { filler } from './filler.ts';
import { dir, executable, file, symlink } from './trees/base.ts';
import { debianTree } from './trees/debian.ts';
import type { Release } from './trees/debian.ts';
import { bookworm, bookwormSlim, sid, trixie, ubuntuReleases } from './trees/releases.ts';
import { alpineTree, busyboxTree, helloWorldTree } from './trees/small.ts';
import type { HistoryLine, ImageSource, LayerSource, RunConfig } from './types.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** An image of one layer. */
function single(repository: string, tags: readonly string[], created: string, config: RunConfig, history: readonly HistoryLine[], entries: () => TreeEntry[]): ImageSource {
  return { repository, tags, created, config, history, layers: [{ key: `${repository.replace('library/', '')}:${tags[0]}/0`, entries }] };
}

function debianImage(release: Release, tags: readonly string[], created: string): ImageSource {
  const history = [{ created, created_by: `# debian.sh --arch 'amd64' out/ '${tags[0]}' '@1761004800'`, comment: 'debuerreotype 0.16' }];
  return single('library/debian', tags, created, { Env: [PATH], Cmd: ['bash'] }, history, () => debianTree(release));
}

function ubuntuImage(version: string, tags: readonly string[], created: string, digest: string): ImageSource {
  const nop = (created_by: string): HistoryLine => ({ created, created_by: `/bin/sh -c #(nop)  ${created_by}`, empty_layer: true });
  const labels = { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': version };
  const history: HistoryLine[] = [
    nop('ARG RELEASE'),
    nop('ARG LAUNCHPAD_BUILD_ARCH'),
    nop('LABEL org.opencontainers.image.ref.name=ubuntu'),
    nop(`LABEL org.opencontainers.image.version=${version}`),
    { created, created_by: `/bin/sh -c #(nop) ADD file:${digest} in / ` },
    nop('CMD ["/bin/bash"]'),
  ];
  return single('library/ubuntu', tags, created, { Env: [PATH], Cmd: ['/bin/bash'], Labels: labels }, history, () => debianTree(ubuntuReleases[version]!));
}

const SLIM: LayerSource = { key: 'debian:bookworm-slim/0', entries: () => debianTree(bookwormSlim) };
const BUILDKIT = 'buildkit.dockerfile.v0';

function nginx(): ImageSource {
  const created = '2025-10-28T21:47:06Z';
  const script = (name: string): string => `#!/bin/sh\n# ${name}: nothing to prepare in this image\nexit 0\n`;
  const entrypoint = '#!/bin/sh\nset -e\nexec "$@"\n';
  const line = (created_by: string, empty_layer = true): HistoryLine => ({ created, created_by, comment: BUILDKIT, ...(empty_layer ? { empty_layer } : {}) });
  return {
    repository: 'library/nginx',
    tags: ['latest', '1.29', '1.27', 'bookworm'],
    created,
    config: {
      Env: [PATH, 'NGINX_VERSION=1.29.3', 'NJS_VERSION=0.9.4', 'PKG_RELEASE=1~bookworm'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      Entrypoint: ['/docker-entrypoint.sh'],
      ExposedPorts: { '80/tcp': {} },
      StopSignal: 'SIGQUIT',
      Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
    },
    history: [
      { created, created_by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1761004800'", comment: 'debuerreotype 0.16' },
      line('LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>'),
      line('ENV NGINX_VERSION=1.29.3'),
      line('ENV NJS_VERSION=0.9.4'),
      line('ENV PKG_RELEASE=1~bookworm'),
      line('RUN /bin/sh -c groupadd --system --gid 101 nginx && apt-get install nginx # buildkit', false),
      line('COPY docker-entrypoint.sh / # buildkit', false),
      line('COPY 10-listen-on-ipv6-by-default.sh /docker-entrypoint.d # buildkit', false),
      line('COPY 20-envsubst-on-templates.sh /docker-entrypoint.d # buildkit', false),
      line('COPY 30-tune-worker-processes.sh /docker-entrypoint.d # buildkit', false),
      line('ENTRYPOINT ["/docker-entrypoint.sh"]'),
      line('EXPOSE map[80/tcp:{}]'),
      line('STOPSIGNAL SIGQUIT'),
      line('CMD ["nginx" "-g" "daemon off;"]'),
    ],
    layers: [
      SLIM,
      {
        key: 'nginx:1.29/1',
        entries: () => [
          dir('/etc/nginx'),
          dir('/etc/nginx/conf.d'),
          file('/etc/nginx/nginx.conf', 'user  nginx;\nworker_processes  auto;\nevents {\n    worker_connections  1024;\n}\nhttp {\n    include       /etc/nginx/mime.types;\n    include       /etc/nginx/conf.d/*.conf;\n}\n'),
          file('/etc/nginx/conf.d/default.conf', 'server {\n    listen       80;\n    server_name  localhost;\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n'),
          file('/etc/nginx/mime.types', 'types {\n    text/html  html htm;\n    text/plain txt;\n}\n'),
          executable('/usr/sbin/nginx', 'nginx', 1_574_712),
          executable('/usr/bin/curl', 'curl', 280_000),
          dir('/usr/share/nginx'),
          dir('/usr/share/nginx/html'),
          file('/usr/share/nginx/html/index.html', '<!DOCTYPE html>\n<html>\n<head><title>Welcome to nginx!</title></head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>The web server answers.</p>\n</body>\n</html>\n'),
          dir('/var/cache/nginx'),
          dir('/var/log/nginx'),
          symlink('/var/log/nginx/access.log', '/dev/stdout'),
          symlink('/var/log/nginx/error.log', '/dev/stderr'),
          dir('/docker-entrypoint.d'),
          file('/usr/lib/nginx-libraries', filler('nginx/libraries', 115_400_000, 0.37)),
        ],
      },
      { key: 'nginx:1.29/2', entries: () => [file('/docker-entrypoint.sh', entrypoint, 0o755)] },
      { key: 'nginx:1.29/3', entries: () => [dir('/docker-entrypoint.d'), file('/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh', script('10-listen-on-ipv6-by-default.sh'), 0o755)] },
      { key: 'nginx:1.29/4', entries: () => [dir('/docker-entrypoint.d'), file('/docker-entrypoint.d/20-envsubst-on-templates.sh', script('20-envsubst-on-templates.sh'), 0o755)] },
      { key: 'nginx:1.29/5', entries: () => [dir('/docker-entrypoint.d'), file('/docker-entrypoint.d/30-tune-worker-processes.sh', script('30-tune-worker-processes.sh'), 0o755)] },
    ],
  };
}

function redis(): ImageSource {
  const created = '2025-11-01T00:14:42Z';
  const line = (created_by: string, empty_layer = true): HistoryLine => ({ created, created_by, comment: BUILDKIT, ...(empty_layer ? { empty_layer } : {}) });
  return {
    repository: 'library/redis',
    tags: ['latest', '8', '8.2'],
    created,
    config: {
      Env: [PATH, 'REDIS_VERSION=8.2.3'],
      Cmd: ['redis-server'],
      Entrypoint: ['docker-entrypoint.sh'],
      ExposedPorts: { '6379/tcp': {} },
      Volumes: { '/data': {} },
      WorkingDir: '/data',
    },
    history: [
      { created, created_by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1761004800'", comment: 'debuerreotype 0.16' },
      line('RUN /bin/sh -c groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis # buildkit', false),
      line('ENV REDIS_VERSION=8.2.3'),
      line('RUN /bin/sh -c make install # buildkit', false),
      line('RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit', false),
      line('VOLUME [/data]'),
      line('WORKDIR /data'),
      line('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', false),
      line('ENTRYPOINT ["docker-entrypoint.sh"]'),
      line('EXPOSE map[6379/tcp:{}]'),
      line('CMD ["redis-server"]'),
    ],
    layers: [
      SLIM,
      { key: 'redis:8/1', entries: () => [dir('/etc'), file('/etc/redis-user', 'redis:x:999:999::/home/redis:/bin/sh\n')] },
      {
        key: 'redis:8/2',
        entries: () => [
          dir('/usr/local/bin'),
          executable('/usr/local/bin/redis-server', 'redis-server', 16_800_000),
          executable('/usr/local/bin/redis-cli', 'redis-cli', 8_100_000),
          file('/usr/local/lib/redis-modules.so', filler('redis/modules', 37_000_000, 0.36)),
        ],
      },
      { key: 'redis:8/3', entries: () => [dir('/data', 0o755, 999, 999)] },
      { key: 'redis:8/4', entries: () => [dir('/usr/local/bin'), file('/usr/local/bin/docker-entrypoint.sh', '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then\n  set -- redis-server "$@"\nfi\nexec "$@"\n', 0o755)] },
    ],
  };
}

/** The client alone, on Alpine: for talking to a daemon whose socket is mounted. Left out: git, ssh, buildx and compose. */
function dockerCli(): ImageSource {
  const created = '2025-11-05T19:33:21Z';
  const line = (created_by: string, empty_layer = true): HistoryLine => ({ created, created_by, comment: BUILDKIT, ...(empty_layer ? { empty_layer } : {}) });
  const entrypoint = '#!/bin/sh\nset -eu\n# docker-entrypoint.sh -v  and  docker-entrypoint.sh ps  mean docker -v and docker ps\nif [ "${1#-}" != "$1" ] || docker help "$1" >/dev/null 2>&1; then\n  set -- docker "$@"\nfi\nexec "$@"\n';
  return {
    repository: 'library/docker',
    tags: ['cli', '28-cli', '28.5-cli', '28.5.2-cli'],
    created,
    config: { Env: [PATH, 'DOCKER_VERSION=28.5.2', 'DOCKER_TLS_CERTDIR=/certs'], Cmd: ['sh'], Entrypoint: ['docker-entrypoint.sh'], WorkingDir: '/' },
    history: [
      ...nopAdd('2025-10-08T11:04:56Z', 'alpine-minirootfs-3.22.2-x86_64.tar.gz', '["/bin/sh"]'),
      line('ENV DOCKER_VERSION=28.5.2'),
      line("RUN /bin/sh -c wget -O docker.tgz docker-28.5.2.tgz; tar --extract --file docker.tgz --strip-components 1 --directory /usr/local/bin/ docker/docker # buildkit", false),
      line('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', false),
      line('ENV DOCKER_TLS_CERTDIR=/certs'),
      line('ENTRYPOINT ["docker-entrypoint.sh"]'),
      line('CMD ["sh"]'),
    ],
    layers: [
      { key: 'alpine:latest/0', entries: alpineTree },
      { key: 'docker:cli/1', entries: () => [dir('/usr'), dir('/usr/local'), dir('/usr/local/bin'), executable('/usr/local/bin/docker', 'docker', 41_800_000)] },
      { key: 'docker:cli/2', entries: () => [dir('/usr'), dir('/usr/local'), dir('/usr/local/bin'), file('/usr/local/bin/docker-entrypoint.sh', entrypoint, 0o755)] },
    ],
  };
}

/** A registry of one's own: the distribution project's, with the configuration that serves /var/lib/registry on port 5000. */
function registry(): ImageSource {
  const created = '2024-09-30T23:41:12Z';
  const nop = (created_by: string): HistoryLine => ({ created, created_by: `/bin/sh -c #(nop)  ${created_by}`, empty_layer: true });
  const config = 'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  cache:\n    blobdescriptor: inmemory\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n  headers:\n    X-Content-Type-Options: [nosniff]\n';
  const entrypoint = '#!/bin/sh\nset -e\ncase "$1" in\n  *.yaml|*.yml) set -- registry serve "$@" ;;\n  serve|garbage-collect|help|-*) set -- registry "$@" ;;\nesac\nexec "$@"\n';
  return {
    repository: 'library/registry',
    tags: ['2', 'latest', '2.8', '2.8.3'],
    created,
    config: { Env: [PATH], Cmd: ['/etc/docker/registry/config.yml'], Entrypoint: ['/entrypoint.sh'], ExposedPorts: { '5000/tcp': {} }, Volumes: { '/var/lib/registry': {} } },
    history: [
      ...nopAdd('2025-10-08T11:04:56Z', 'alpine-minirootfs-3.22.2-x86_64.tar.gz', '["/bin/sh"]'),
      { created, created_by: '/bin/sh -c wget -O registry.tgz registry_2.8.3_linux_amd64.tar.gz; tar --extract --file registry.tgz --directory /bin/ registry' },
      nop('VOLUME [/var/lib/registry]'),
      nop('EXPOSE 5000'),
      { created, created_by: '/bin/sh -c #(nop) COPY file:entrypoint in /entrypoint.sh ' },
      nop('ENTRYPOINT ["/entrypoint.sh"]'),
      nop('CMD ["/etc/docker/registry/config.yml"]'),
    ],
    layers: [
      { key: 'alpine:latest/0', entries: alpineTree },
      { key: 'registry:2/1', entries: () => [dir('/bin'), executable('/bin/registry', 'registry', 16_900_000), dir('/etc'), dir('/etc/docker'), dir('/etc/docker/registry'), file('/etc/docker/registry/config.yml', config), dir('/var'), dir('/var/lib'), dir('/var/lib/registry')] },
      { key: 'registry:2/2', entries: () => [file('/entrypoint.sh', entrypoint, 0o755)] },
    ],
  };
}

const nopAdd = (created: string, name: string, cmd: string): HistoryLine[] => [
  { created, created_by: `ADD ${name} / # buildkit`, comment: BUILDKIT },
  { created, created_by: `CMD ${cmd}`, comment: BUILDKIT, empty_layer: true },
];

/** Every image of the simulated Docker Hub. */
export function hubImages(): ImageSource[] {
  return [
    single('library/hello-world', ['latest', 'linux'], '2025-08-08T19:05:17Z', { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/' }, [
      { created: '2025-08-08T19:05:17Z', created_by: 'COPY hello / # buildkit', comment: BUILDKIT },
      { created: '2025-08-08T19:05:17Z', created_by: 'CMD ["/hello"]', comment: BUILDKIT, empty_layer: true },
    ], helloWorldTree),
    single('library/busybox', ['latest', '1.37', 'stable', 'glibc'], '2024-09-26T21:31:42Z', { Env: [PATH], Cmd: ['sh'] }, [
      { created: '2024-09-26T21:31:42Z', created_by: 'BusyBox 1.37.0 (glibc), Debian 12' },
    ], busyboxTree),
    single('library/alpine', ['latest', '3.22', '3'], '2025-10-08T11:04:56Z', { Env: [PATH], Cmd: ['/bin/sh'], WorkingDir: '/' }, nopAdd('2025-10-08T11:04:56Z', 'alpine-minirootfs-3.22.2-x86_64.tar.gz', '["/bin/sh"]'), alpineTree),
    debianImage(trixie, ['trixie', 'latest', '13', 'stable'], '2025-10-21T00:00:00Z'),
    debianImage(bookworm, ['bookworm', '12', 'oldstable'], '2025-10-21T00:00:00Z'),
    debianImage(bookwormSlim, ['bookworm-slim'], '2025-10-21T00:00:00Z'),
    debianImage(sid, ['sid', 'unstable'], '2025-10-21T00:00:00Z'),
    ubuntuImage('24.04', ['latest', '24.04', 'noble'], '2025-10-13T12:02:47Z', '6089c6bede9eca8ec4c8b4f7d6f23c81'),
    ubuntuImage('22.04', ['22.04', 'jammy'], '2025-10-02T08:33:09Z', '415bbc01dfb447d002e2e8aa3b8a2ee7'),
    ubuntuImage('20.04', ['20.04', 'focal'], '2025-04-08T10:43:13Z', '7486147a645d8835a5181c79f00a3606'),
    ubuntuImage('18.04', ['18.04', 'bionic'], '2023-05-30T09:32:09Z', '3c74e7e08cbf9a876ffe4d8b2a2dcb44'),
    ubuntuImage('16.04', ['16.04', 'xenial'], '2021-08-31T01:21:30Z', '11b425d4c08e81a3e0cb2e0345d27cd5'),
    ubuntuImage('14.04', ['14.04', 'trusty'], '2021-03-25T22:32:25Z', '276b5d943a4d284f8a7249b6f44e6fc0'),
    dockerCli(),
    registry(),
    nginx(),
    redis(),
  ];
}
