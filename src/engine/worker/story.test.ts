import { expect, it } from 'vitest';
import { EMPTY_DOCKER_VIEW } from '../inspect/views.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { makeInspector } from '../inspect/inspector.ts';
import { createStandardWorld } from '../world/standard.ts';
import { Story } from './story.ts';

it('tells the flow of the notes as it happens in a world', () => {
  const world = createStandardWorld({ seed: 7, images: ['busybox'] });
  world.setTrace('all');
  const inspector = makeInspector(world);
  const story = new Story();
  let events = story.update([], EMPTY_DOCKER_VIEW);
  const after = (ms: number): void => {
    const until_ns = world.now_ns + ms * 1e6;
    while (world.run(until_ns, 5000) === 'budget') world.takeOutput();
    world.takeOutput();
    events = story.update(world.takeTrace().events, inspector.docker('host'));
  };
  world.input({ kind: 'term_open', host: 'host', user: 'learner', rows: 24, cols: 80 });
  after(500);
  for (const line of [
    'docker pull hello-world', 'docker run --name work busybox touch /file', 'docker commit work', 'docker tag $(docker images -q --filter dangling=true) my-image', 'docker run -d --name loop busybox sleep 1000',
    'docker kill loop', 'docker start loop', 'docker stop -t 0 loop', 'docker rename loop pool', 'docker rm pool', 'docker run --rm --name brief busybox true', 'docker rmi my-image',
  ]) {
    world.input({ kind: 'term_data', term: 1, data: encodeUtf8(`${line}\r`) });
    after(4000);
  }
  expect(events.map(({ verb, command, text, from, to }) => [verb, command.replace('docker ', ''), text.replace(/[0-9a-f]{12}/, 'ID'), `${from?.kind ?? ''}>${to?.kind ?? ''}`])).toEqual([
    ['pull', 'pull hello-world', 'pulled from the registry', 'repository>image'],
    ['run', 'run --name work busybox touch /file', 'created from busybox and started', 'image>container'],
    ['exit', 'run --name work busybox touch /file', 'exited with code 0', 'container>container'],
    ['commit', 'commit work', 'committed to image ID', 'container>image'],
    ['tag', 'tag $(docker images -q --filter dangling=true) my-image', 'named my-image:latest', '>image'],
    ['run', 'run -d --name loop busybox sleep 1000', 'created from busybox and started', 'image>container'],
    ['kill', 'kill loop', 'was killed by SIGKILL (code 137)', 'container>container'],
    ['start', 'start loop', 'started', 'container>container'],
    ['stop', 'stop -t 0 loop', 'was killed by SIGKILL (code 137)', 'container>container'],
    ['rename', 'rename loop pool', 'renamed from loop to pool', '>container'],
    ['remove', 'rm pool', 'removed, its own layer with it', 'container>'],
    ['run', 'run --rm --name brief busybox true', 'created from busybox and started', 'image>container'],
    ['exit', 'run --rm --name brief busybox true', 'exited with code 0', 'container>container'],
    ['remove', 'run --rm --name brief busybox true', 'removed, its own layer with it', 'container>'],
    ['untag', 'rmi my-image', 'lost a name', 'image>'],
    ['remove', 'rmi my-image', 'removed', 'image>'],
  ]);
});
