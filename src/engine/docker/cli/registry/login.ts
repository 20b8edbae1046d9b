/** `docker login` and `docker logout`: docker/cli's registry/{login,logout}.go. Left out: the login by a browser, credential stores. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { base64 } from '../../common/base64.ts';
import { saveConfig } from '../configfile.ts';
import type { DockerCli } from '../cli.ts';
import { atMost, type Command } from '../command.ts';
import { ApiError, CliError } from '../error.ts';
import { authKey, loginFor } from './auth.ts';
import { readLine, readSecret } from './prompt.ts';

const INDEX = authKey('docker.io');

interface Answer {
  readonly Status: string;
  readonly IdentityToken?: string;
}

/** The name under which credentials of a server are kept. */
function hostname(server: string): string {
  return server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function* tryLogin(cli: DockerCli, username: string, password: string, serveraddress: string): Task<string> {
  const answer = yield* cli.api.json<Answer>('POST', '/auth', { json: { username, password, serveraddress } });
  return answer.Status;
}

function* store(cli: DockerCli, server: string, auth: string | undefined): Task<void> {
  const config = yield* cli.config();
  const auths: Record<string, { auth?: string }> = { ...config.auths };
  if (auth === undefined) delete auths[server];
  else auths[server] = { auth };
  const sorted = Object.fromEntries(Object.entries(auths).sort(([a], [b]) => (a < b ? -1 : 1)));
  config.auths = sorted;
  yield* saveConfig(cli.sys, cli.configDir(), config);
}

function* standardInput(cli: DockerCli): Task<string> {
  let text = '';
  for (;;) {
    const b = yield* cli.sys.read(0, 65536);
    if (b.length === 0) return text.replace(/\n$/, '').replace(/\r$/, '');
    text += decodeUtf8(b);
  }
}

function* askUser(cli: DockerCli, given: string, known: string, server: string): Task<string> {
  if (given !== '') return given;
  if (server === INDEX) yield* cli.out("Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.\nYou can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/\n\n");
  yield* cli.out(known === '' ? 'Username: ' : `Username (${known}): `);
  const user = (yield* readLine(cli)) || known;
  if (user === '') throw new CliError('Error: Non-null Username Required');
  return user;
}

function* askPassword(cli: DockerCli, given: string): Task<string> {
  if (given !== '') return given;
  yield* cli.out('Password: ');
  const password = yield* readSecret(cli);
  yield* cli.out('\n');
  if (password === '') throw new CliError('Error: Password Required');
  return password;
}

export const login: Command = {
  use: 'login [OPTIONS] [SERVER]',
  short: 'Log in to a registry',
  long: 'Log in to a registry.\nWithout a server, the registry that the daemon takes as default.',
  args: atMost(1),
  flags: `
p password string Password or access token
- password-stdin bool Read the password from standard input
u username string User name
`,
  top: 8,
  support: { level: 'partial', note: 'Docker Hub knows one account, glasshull with the password glasshull; no login by a browser, no credential stores' },
  *run(cli, flags, args) {
    if (flags.changed('password-stdin')) {
      if (flags.changed('password')) throw new CliError('conflicting options: cannot specify both --password and --password-stdin');
      if (!flags.changed('username')) throw new CliError('the --password-stdin option requires --username to be set');
    }
    const user = flags.str('username').trim();
    let password = flags.str('password');
    if (flags.changed('username') && flags.str('username') === '') throw new CliError('username is empty');
    if (flags.changed('password') && password === '') throw new CliError('password is empty');
    if (password !== '') yield* cli.err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
    if (flags.bool('password-stdin')) password = yield* standardInput(cli);
    const given = args[0] ?? '';
    const server = given === '' || given === 'docker.io' ? INDEX : hostname(given);
    const kept = user === '' && password === '' ? yield* loginFor(cli, server === INDEX ? 'docker.io' : server) : undefined;
    if (kept !== undefined && kept.password !== '') {
      yield* cli.err(`Authenticating with existing credentials... [Username: ${kept.username}]\n\nInfo → To login with a different account, run 'docker logout' followed by 'docker login'\n\n\n`);
      try {
        return yield* cli.out(`${yield* tryLogin(cli, kept.username, kept.password, server)}\n`);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
        yield* cli.err(e.status === 401 ? 'Stored credentials invalid or expired\n' : `Login did not succeed, error: ${e.message}\n`);
      }
    }
    if ((user === '' || password === '') && !cli.isTerminal(0)) throw new CliError('Error: Cannot perform an interactive login from a non TTY device');
    const name = yield* askUser(cli, user, kept?.username ?? '', server);
    const secret = yield* askPassword(cli, password.trim());
    const status = yield* tryLogin(cli, name, secret, server);
    yield* store(cli, server, base64(`${name}:${secret}`));
    const path = `${cli.configDir()}/config.json`;
    yield* cli.err(`\nWARNING! Your credentials are stored unencrypted in '${path}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`);
    yield* cli.out(`${status}\n`);
  },
};

export const logout: Command = {
  use: 'logout [SERVER]',
  short: 'Log out of a registry',
  long: 'Log out of a registry.\nWithout a server, of the one that the daemon takes as default.',
  args: atMost(1),
  top: 9,
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const given = args[0] ?? '';
    const shown = given === '' ? INDEX : hostname(given);
    yield* cli.out(`Removing login credentials for ${shown}\n`);
    const config = yield* cli.config();
    for (const key of given === '' ? [INDEX] : [given, shown, `http://${shown}`, `https://${shown}`]) if (config.auths?.[key] !== undefined) yield* store(cli, key, undefined);
  },
};
