/**
 * What happened to images and containers, told as flow events: the arrows of the Flow panel and the lines of a card's story. The source
 * is what `docker events` prints, as it passes in the trace with the command that led to it. Nothing is guessed from the typed line but
 * whether a signal was meant as `stop`, `restart` or `kill`.
 */
import type { TraceEvent } from '../abi/trace.ts';
import type { DockerView, FlowEnd, FlowEvent } from '../inspect/views.ts';

const MAX_EVENTS = 200;
/** Typed lines kept to name what an event came from. */
const MAX_LINES = 1000;

type Detail = Readonly<Record<string, string>>;
type Base = Pick<FlowEvent, 'time_ns' | 'command' | 'root'>;
type Verb = FlowEvent['verb'];

const image = (id: string): FlowEnd => ({ kind: 'image', id });

/** The image that a reference names; undefined when it is not here. */
function findImage(reference: string, view: DockerView): string | undefined {
  const plain = reference.replace(/^(docker\.io\/)?(library\/)?/, '').replace(/@sha256:.*$/, '');
  const tagged = /:[^/]+$/.test(plain) ? plain : `${plain}:latest`;
  const hex = plain.replace(/^sha256:/, '');
  for (const one of Object.values(view.images)) {
    if (one.tags.includes(tagged) || (/^[0-9a-f]{4,64}$/.test(hex) && one.id.startsWith(`sha256:${hex}`))) return one.id;
  }
  return undefined;
}

/** How a container's end reads: its code, and the signal behind codes above 128. */
export function endText(code: number): string {
  if (code === 137) return 'was killed by SIGKILL (code 137)';
  if (code === 143) return 'ended on SIGTERM (code 143)';
  return `exited with code ${code}`;
}

export class Story {
  private events: readonly FlowEvent[] = [];
  private next = 1;
  private readonly lines = new Map<number, string>();
  /** Containers that were sent a signal through the API, and by which command. */
  private readonly signalled = new Map<string, Base>();

  /** Take in a stretch of the trace; `view` is the state after it. Returns all events, the same array when none was added. */
  update(trace: readonly TraceEvent[], view: DockerView): readonly FlowEvent[] {
    for (const event of trace) {
      if (event.kind === 'command' && event.root === event.id) this.remember(event.id, event.line);
      else if (event.kind === 'engine' && event.layer === 'dockerd' && event.action.startsWith('event: ')) {
        const base = { time_ns: event.time_ns, command: this.lines.get(event.root) ?? '', root: event.root };
        const [type, action] = event.action.slice('event: '.length).split(' ');
        if (type === 'container') this.container(action ?? '', event.detail, base, view);
        else if (type === 'image') this.image(action ?? '', event.detail, base, view);
      }
    }
    return this.events;
  }

  private remember(root: number, line: string): void {
    this.lines.set(root, line);
    if (this.lines.size > MAX_LINES) this.lines.delete(this.lines.keys().next().value!);
  }

  private add(base: Base, verb: Verb, from: FlowEnd | undefined, to: FlowEnd | undefined, text: string): void {
    this.events = [...this.events, { id: this.next++, ...base, verb, from, to, text }].slice(-MAX_EVENTS);
  }

  private container(action: string, detail: Detail, base: Base, view: DockerView): void {
    const { id = '' } = detail;
    const self: FlowEnd = { kind: 'container', id, name: detail['name'] ?? '' };
    switch (action.replace(/:$/, '')) {
      case 'create': {
        const from = view.containers[id]?.imageId ?? findImage(detail['image'] ?? '', view);
        this.add(base, 'create', from === undefined ? undefined : image(from), self, `created from ${detail['image'] ?? ''}`);
        return;
      }
      case 'start': {
        const made = this.events.findLast((event) => event.to?.kind === 'container' && event.to.id === id && event.verb !== 'attach');
        if (made?.verb === 'create' && made.root === base.root && base.root !== 0) {
          this.events = this.events.filter((event) => event !== made);
          this.add(base, 'run', made.from, self, `${made.text} and started`);
        } else this.add(base, 'start', self, self, 'started');
        return;
      }
      case 'kill':
        this.signalled.set(id, base);
        return;
      case 'die': {
        const by = this.signalled.get(id);
        const verb = by === undefined ? 'exit' : (/\b(stop|restart)\b/.exec(by.command)?.[1] as 'stop' | 'restart' | undefined) ?? 'kill';
        this.signalled.delete(id);
        this.add({ ...base, ...(by === undefined ? {} : { command: by.command, root: by.root }) }, verb === 'restart' ? 'stop' : verb, self, self, endText(Number(detail['exitCode'] ?? 0)));
        return;
      }
      case 'destroy':
        this.add(base, 'remove', self, undefined, 'removed, its own layer with it');
        return;
      case 'commit':
        this.add(base, 'commit', self, image(detail['imageID'] ?? ''), `committed to image ${detail['imageRef'] || (detail['imageID'] ?? '').slice(7, 19)}`);
        return;
      case 'rename':
        this.add(base, 'rename', undefined, self, `renamed from ${(detail['oldName'] ?? '').replace(/^\//, '')} to ${detail['name'] ?? ''}`);
        return;
      case 'pause':
        this.add(base, 'pause', undefined, self, 'paused');
        return;
      case 'unpause':
        this.add(base, 'unpause', undefined, self, 'resumed');
        return;
      case 'attach': {
        const last = this.events.findLast((event) => event.to?.kind === 'container' && event.to.id === id);
        if (last === undefined || last.root !== base.root) this.add(base, 'attach', undefined, self, 'had a terminal attached');
        return;
      }
      case 'exec_start':
        this.add(base, 'exec', undefined, self, 'got one more process');
        return;
      default:
        if (action.startsWith('exec_start')) this.add(base, 'exec', undefined, self, 'got one more process');
    }
  }

  private image(action: string, detail: Detail, base: Base, view: DockerView): void {
    const { id = '', name = '' } = detail;
    switch (action) {
      case 'pull': {
        const made = findImage(id, view);
        if (made !== undefined) this.add(base, 'pull', { kind: 'repository', name }, image(made), 'pulled from the registry');
        return;
      }
      case 'tag': {
        const committing = base.command !== '' && /\bcommit\b/.test(base.command);
        if (!committing) this.add(base, 'tag', undefined, image(id), `named ${name}`);
        return;
      }
      case 'untag':
        this.add(base, 'untag', image(id), undefined, 'lost a name');
        return;
      case 'delete':
        this.add(base, 'remove', image(id), undefined, 'removed');
    }
  }
}
