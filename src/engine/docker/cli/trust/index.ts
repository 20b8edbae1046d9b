/** `docker trust`: signatures of images, which no server here keeps. */
import { absent, atLeast, exactly, group, type Command } from '../command.ts';

const key: Command = group('key', 'Work with keys that sign images', [
  absent('generate NAME', 'Make a pair of keys', { args: exactly(1), flags: '\n- dir string Folder to write the key to, the working directory unless it is given\n' }),
  absent('load [OPTIONS] KEYFILE', 'Take a private key from a file', { args: exactly(1), flags: '\n- name string=signer Name of the key\n' }),
]);

const signer: Command = group('signer', 'Work with those who may sign images', [
  absent('add OPTIONS NAME REPOSITORY [REPOSITORY...] ', 'Add a signer', { args: atLeast(2), flags: "\n- key list File of the signer's public key\n" }),
  absent('remove [OPTIONS] NAME REPOSITORY [REPOSITORY...]', 'Remove a signer', { args: atLeast(2), flags: '\nf force bool Do not ask before the last signer goes\n' }),
]);

export const trust: Command = group('trust', 'Work with signatures of images', [
  key,
  signer,
  absent('inspect IMAGE[:TAG] [IMAGE[:TAG]...]', 'Show keys and signatures', { args: atLeast(1), flags: '\n- pretty bool Print it for people\n' }),
  absent('revoke [OPTIONS] IMAGE[:TAG]', 'Withdraw the signatures of an image', { args: exactly(1), flags: '\ny yes bool Do not ask before\n' }),
  absent('sign IMAGE:TAG', 'Sign an image', { args: exactly(1), flags: '\n- local bool Sign an image of this host\n' }),
]);
