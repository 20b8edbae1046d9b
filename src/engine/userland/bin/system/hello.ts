/** hello: the one program of the hello-world image. It prints that Docker works, and what Docker just did to get there. */
import type { Task } from '../../../abi/sys.ts';
import { tool } from '../../libc/tool.ts';

const MESSAGE = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

What Docker did so that you can read this:
 1. The client you typed at, docker, asked the daemon, dockerd, for a container.
 2. The daemon had no image "hello-world" here, so it pulled one from the hub
    (when it was not here already).
 3. From that image it made a container, whose only program prints this text.
 4. The program's output went to the daemon, from there to the client, and from
    the client to your terminal.

Something bigger to try: a container with Ubuntu's shell.
 $ docker run -it ubuntu bash

`;

export const hello = tool({ name: 'hello' }, function* (t): Task<number> {
  yield* t.out.write(MESSAGE);
  return 0;
});
