import { describe, expect, it } from 'vitest';
import { program, testWorld, textOf } from '../../world/testing.ts';
import { main } from './main.ts';

/** Output and status of `docker ARGS` on a host without a daemon. */
function docker(...args: string[]): string {
  const world = testWorld([program('docker', main)]);
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/docker', ...args] });
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget');
  return `${textOf(world, term)}[${world.terminalExit(term)?.code}]`;
}

const RUN = "\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker run --help' for more information\n[125]";

// What Docker 28.5.2 prints, recorded.
describe('the command line', () => {
  it.each<readonly [string[], string]>([
    [['run', '--foo'], `unknown flag: --foo${RUN}`],
    [['run', '-zti', 'x'], `unknown shorthand flag: 'z' in -zti${RUN}`],
    [['run', '-tix', 'busybox'], `unknown shorthand flag: 'x' in -x${RUN}`],
    [['run', '--name'], `flag needs an argument: --name${RUN}`],
    [['run', '-e'], `flag needs an argument: 'e' in -e${RUN}`],
    [['run', '--rm=maybe', 'busybox'], `invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax${RUN}`],
    [['run', '--memory=foo', 'busybox'], `invalid argument "foo" for "-m, --memory" flag: invalid size: 'foo'${RUN}`],
    [['run', '--memory', '1.2.3k', 'busybox'], `invalid argument "1.2.3k" for "-m, --memory" flag: strconv.ParseFloat: parsing "1.2.3": invalid syntax${RUN}`],
    [['run', '--cpus=abc', 'busybox'], `invalid argument "abc" for "--cpus" flag: failed to parse abc as a rational number${RUN}`],
    [['run', '--cpus', '0.0000000001', 'busybox'], `invalid argument "0.0000000001" for "--cpus" flag: value is too precise${RUN}`],
    [['run', '--stop-timeout=abc', 'busybox'], `invalid argument "abc" for "--stop-timeout" flag: strconv.ParseInt: parsing "abc": invalid syntax${RUN}`],
    [['run', '--blkio-weight=99999', 'busybox'], `invalid argument "99999" for "--blkio-weight" flag: strconv.ParseUint: parsing "99999": value out of range${RUN}`],
    [['run', '--health-interval=5', 'busybox'], `invalid argument "5" for "--health-interval" flag: time: missing unit in duration "5"${RUN}`],
    [['run', '-a', 'foo', 'busybox'], `invalid argument "foo" for "-a, --attach" flag: valid streams are STDIN, STDOUT and STDERR${RUN}`],
    [['run', '-e', '=x', 'busybox'], `invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x${RUN}`],
    [['run', '--mount', 'type=bind,source=/x', 'busybox'], `invalid argument "type=bind,source=/x" for "--mount" flag: target is required${RUN}`],
    [['run', '--ulimit', 'nofile=3:1', 'busybox'], `invalid argument "nofile=3:1" for "--ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 3 > 1${RUN}`],
    [['run', '--add-host', 'a:b', 'busybox'], `invalid argument "a:b" for "--add-host" flag: invalid IP address in add-host: "b"${RUN}`],
    [['ps', '-f', 'foo'], `invalid argument "foo" for "-f, --filter" flag: bad format of filter (expected name=value)\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n[125]`],
    [['--foo'], "unknown flag: --foo\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n[125]"],
    [['run'], "docker: 'docker run' requires at least 1 argument\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nSee 'docker run --help' for more information\n[1]"],
    [['ps', 'foo'], "docker: 'docker ps' accepts no arguments\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n[1]"],
    [['tag', 'a'], "docker: 'docker tag' requires 2 arguments\n\nUsage:  docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nRun 'docker tag --help' for more information\n[1]"],
    [['commit'], "docker: 'docker commit' requires at least 1 and at most 2 arguments\n\nUsage:  docker commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]\n\nRun 'docker commit --help' for more information\n[1]"],
    [['images', 'a', 'b'], "docker: 'docker images' requires at most 1 argument\n\nUsage:  docker images [OPTIONS] [REPOSITORY[:TAG]]\n\nSRun 'docker images --help' for more information\n[1]"],
    [['container', 'foo'], "docker: unknown command: docker container foo\n\nUsage:  docker container\n\nRun 'docker container --help' for more information\n[1]"],
    [['rum', 'x'], "docker: unknown command: docker rum\n\nRun 'docker --help' for more information\n[1]"],
    [['help', 'ps', 'foo'], 'unknown help topic: foo\n[1]'],
    [['ps'], 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n[1]'],
    [['run', 'busybox'], "docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n\nRun 'docker run --help' for more information\n[125]"],
    [['run', '-it', 'busybox'], 'the input device is not a TTY\n[1]'],
    [['run', 'BUSYBOX'], "docker: invalid reference format: repository name (library/BUSYBOX) must be lowercase\n\nRun 'docker run --help' for more information\n[125]"],
    [['run', '-p', '80:80:80:80', 'busybox'], "docker: Invalid ip address 80:80: address 80:80:: too many colons in address\n\nRun 'docker run --help' for more information\n[125]"],
    [['run', '--expose', 'a', 'busybox'], `docker: invalid range format for --expose: a, error: strconv.ParseUint: parsing "a": invalid syntax\n\nRun 'docker run --help' for more information\n[125]`],
    [['run', '--rm', '--restart=always', 'busybox'], "docker: conflicting options: cannot specify both --restart and --rm\n\nRun 'docker run --help' for more information\n[125]"],
    [['ps', '--format', '{{'], 'failed to parse template: template: :1: unclosed action\n[1]'],
    [['ps', '--format', '{{.Foo}}'], `failed to execute template: template: :1:2: executing "" at <.Foo>: can't evaluate field Foo in type *formatter.ContainerContext\n[1]`],
    [['inspect', '-f', '{{', 'x'], 'template parsing error: template: :1: unclosed action\n[64]'],
    [['trust', 'inspect', 'busybox'], 'glasshull: docker trust inspect is not simulated\n[1]'],
    [['-v'], 'Docker version 28.5.2, build ecc6942\n[0]'],
  ])('docker %j', (args, want) => {
    expect(docker(...args)).toBe(want);
  });

  it('wraps flags as pflag does', () => {
    expect(docker('kill', '--help')).toBe(`Usage:  docker kill [OPTIONS] CONTAINER [CONTAINER...]

Kill running containers

Aliases:
  docker container kill, docker kill

Options:
  -s, --signal string   Signal to send instead of SIGKILL
[0]`);
    expect(docker('attach', '--help')).toBe(`Usage:  docker attach [OPTIONS] CONTAINER

Connect your terminal to the streams of a running container

Aliases:
  docker container attach, docker attach

Options:
      --detach-keys string   Keys that detach from the container
      --no-stdin             Leave standard input alone
      --sig-proxy            Send received signals on to the process
                             (default true)
[0]`);
  });
});
