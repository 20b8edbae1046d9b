import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { createStandardWorld } from '../../world/standard.ts';

/** What a terminal of 120 columns shows of a root shell's session; each step is typed when the one before has settled. */
function session(...steps: readonly string[]): string {
  const world = createStandardWorld({ seed: 7, images: ['busybox'] });
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', rows: 40, cols: 120 });
  let out = '';
  const settle = (): void => {
    const until = world.now_ns + 2e9;
    while (world.run(until, 5000) === 'budget') for (const o of world.takeOutput()) if (o.term === term) out += decodeUtf8(o.data);
    for (const o of world.takeOutput()) if (o.term === term) out += decodeUtf8(o.data);
  };
  settle();
  for (const step of steps) {
    world.input({ kind: 'term_data', term, data: encodeUtf8(step) });
    settle();
  }
  return out.replace(/\x1b\[[?0-9;]*[a-zA-Z]/g, '').replaceAll('\r', '');
}

// As recorded from Docker 28.5.2 at a terminal.
describe('docker at a terminal', () => {
  it('detaches with ^P^Q, attaches again, passes the exit status on', () => {
    const text = session('docker run -it --name box busybox sh\r', 'tty\r', '\x10\x11', 'echo rc=$?\r', 'docker attach box\r', 'exit 5\r', 'echo rc=$?\r');
    expect(text).toMatch(/tty\n\/dev\/pts\/0\n.*# root@host:~# echo rc=\$\?\nrc=0\n/);
    expect(text).toContain('docker attach box\n');
    expect(text).toMatch(/exit 5\n(exit\n)?root@host:~# echo rc=\$\?\nrc=5\n/);
  });

  it('says that it detached from an attach', () => {
    const text = session('docker run -itd --name box busybox sh | wc -c\r', 'docker attach --detach-keys ctrl-x box\r', '\x18', 'echo rc=$?\r', 'docker rm -f box\r');
    expect(text).toContain('read escape sequence\nroot@host:~# echo rc=$?\nrc=1\n');
  });

  it('sends ^C on, and gives up at the third', () => {
    const text = session('docker run --rm busybox sleep 100\r', '\x03', '\x03', '\x03', 'echo rc=$?\r');
    expect(text).toContain('^C^C^C\ngot 3 SIGTERM/SIGINTs, forcefully exiting\nroot@host:~# echo rc=$?\nrc=1\n');
  });

  it('ends what only waits with 130, and restores the terminal', () => {
    const text = session('docker events\r', '\x03', 'echo rc=$?\r', 'docker run -it --rm busybox sh\r', 'exit\r', 'cat\r', 'echoed\r', '\x04');
    expect(text).toContain('^Croot@host:~# echo rc=$?\nrc=130\n');
    expect(text).toContain('cat\nechoed\nechoed\nroot@host:~# ');
  });

  it('completes what the daemon knows', () => {
    const text = session('docker run -d --name web busybox sleep 1000 | wc -c\r', "docker __completeNoDesc exec '' 2>/dev/null\r", "docker __completeNoDesc run --net 2>/dev/null\r");
    expect(text).toContain('web\n:4\n');
    expect(text).toContain('--network\n--network-alias\n:4\n');
  });
});
