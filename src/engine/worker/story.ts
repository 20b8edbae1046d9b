/**
 * What happened to images and containers, told as flow events: the arrows of the Flow panel and the lines of a card's story. Two
 * sources: answers of the Engine API in the trace (they carry the command that led to them), and differences of the Docker view (a
 * process that ends by itself asks no API). Only well-known API paths are read; the bodies are the documented ones.
 */
import type { TraceEvent } from '../abi/trace.ts';
import type { ContainerView, DockerView, FlowEnd, FlowEvent } from '../inspect/views.ts';

const MAX_EVENTS = 200;
/** Typed lines kept to name what an API answer came from. */
const MAX_LINES = 1000;

type Draft = Omit<FlowEvent, 'id'>;

const container = (id: string): FlowEnd => ({ kind: 'container', id });
const image = (id: string): FlowEnd => ({ kind: 'image', id });

function bodyId(body: string): string | undefined {
  return /"I[dD]":\s*"((?:sha256:)?[0-9a-f]{12,64})"/.exec(body)?.[1];
}

function findContainer(name: string, ...views: DockerView[]): ContainerView | undefined {
  for (const view of views) {
    const exact = view.containers[name];
    if (exact !== undefined) return exact;
    const all = Object.values(view.containers);
    const found = all.find((c) => c.name === name) ?? (/^[0-9a-f]+$/.test(name) ? all.find((c) => c.id.startsWith(name)) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findImage(name: string, ...views: DockerView[]): string | undefined {
  const plain = name.replace(/^(docker\.io\/)?(library\/)?/, '');
  const tagged = /:[^/]+$/.test(plain) ? plain : `${plain}:latest`;
  const hex = plain.replace(/^sha256:/, '');
  for (const view of views) {
    for (const one of Object.values(view.images)) {
      if (one.tags.includes(tagged) || (/^[0-9a-f]{4,64}$/.test(hex) && one.id.startsWith(`sha256:${hex}`))) return one.id;
    }
  }
  return undefined;
}

/** How a run's end reads: its code, and the signal behind codes above 128. */
export function exitText(one: ContainerView): string {
  if (one.oomKilled) return `was killed: out of memory (code ${one.exitCode})`;
  if (one.exitCode === 137) return 'was killed by SIGKILL (code 137)';
  if (one.exitCode === 143) return 'ended on SIGTERM (code 143)';
  return `exited with code ${one.exitCode}`;
}

export class Story {
  private events: readonly FlowEvent[] = [];
  private next = 1;
  private readonly lines = new Map<number, string>();
  /** The last API verb that concerned a container, to tell `kill` and `stop` from an end of its own. */
  private readonly asked = new Map<string, { verb: 'kill' | 'stop' | 'restart' | 'remove'; root: number }>();

  /** Take in what happened between two views. Returns the events, the same array when nothing was added. */
  update(trace: readonly TraceEvent[], before: DockerView, after: DockerView, now_ns: number): readonly FlowEvent[] {
    for (const event of trace) {
      if (event.kind === 'command') this.remember(event.id, event.line);
      else if (event.kind === 'http_response' && event.layer === 'api' && event.status < 400) this.answer(event, before, after);
    }
    if (before.containers !== after.containers) this.compare(before, after, now_ns);
    return this.events;
  }

  private remember(root: number, line: string): void {
    this.lines.set(root, line);
    if (this.lines.size > MAX_LINES) this.lines.delete(this.lines.keys().next().value!);
  }

  private push(draft: Draft): void {
    this.events = [...this.events, { id: this.next++, ...draft }].slice(-MAX_EVENTS);
  }

  private answer(event: TraceEvent & { kind: 'http_response' }, before: DockerView, after: DockerView): void {
    const at = event.path.indexOf('?');
    const path = (at < 0 ? event.path : event.path.slice(0, at)).replace(/^\/v\d+\.\d+/, '');
    const query = new URLSearchParams(at < 0 ? '' : event.path.slice(at + 1));
    const base = { time_ns: event.time_ns, command: this.lines.get(event.root) ?? '', root: event.root };
    const verb = `${event.method} ${path}`;

    if (verb === 'POST /containers/create') {
      const id = bodyId(event.body);
      const made = id === undefined ? undefined : findContainer(id, after, before);
      if (made !== undefined) {
        this.push({ ...base, verb: 'create', from: image(made.imageId), to: container(made.id), text: `created from ${made.image}` });
      }
      return;
    }
    if (verb === 'POST /commit') {
      const id = bodyId(event.body) ?? '';
      const source = findContainer(query.get('container') ?? '', after, before);
      const made = findImage(id, after);
      if (source !== undefined && made !== undefined) {
        this.push({ ...base, verb: 'commit', from: container(source.id), to: image(made), text: `committed to image ${made.slice(7, 19)}` });
      }
      return;
    }
    if (verb === 'POST /images/create') {
      const name = query.get('fromImage') ?? '';
      const made = findImage(query.has('tag') ? `${name}:${query.get('tag')!}` : name, after);
      const repository = name.replace(/^(docker\.io\/)?(library\/)?/, '').replace(/:[^/]+$/, '');
      if (made !== undefined) {
        this.push({ ...base, verb: 'pull', from: { kind: 'repository', name: repository }, to: image(made), text: `pulled from the registry` });
      }
      return;
    }
    const onImage = /^(POST|DELETE) \/images\/(.+?)(\/tag)?$/.exec(verb);
    if (onImage !== null) {
      const name = decodeURIComponent(onImage[2]!);
      if (onImage[3] !== undefined) {
        const id = findImage(name, after, before);
        const tag = `${query.get('repo') ?? ''}:${query.get('tag') || 'latest'}`;
        if (id !== undefined) this.push({ ...base, verb: 'tag', from: undefined, to: image(id), text: `named ${tag}` });
      } else if (onImage[1] === 'DELETE') {
        const id = findImage(name, before);
        if (id !== undefined) this.push({ ...base, verb: 'untag', from: image(id), to: undefined, text: after.images[id] === undefined ? `removed` : `lost the name ${name}` });
      }
      return;
    }
    const onContainer = /^(POST|DELETE) \/containers\/([^/]+)(?:\/(\w+))?$/.exec(verb);
    if (onContainer === null) return;
    const one = findContainer(decodeURIComponent(onContainer[2]!), after, before);
    if (one === undefined) return;
    const end = container(one.id);
    switch (onContainer[3]) {
      case undefined:
        this.asked.set(one.id, { verb: 'remove', root: event.root });
        return;
      case 'start': {
        const last = this.events.findLast((e) => e.to?.kind === 'container' && e.to.id === one.id);
        if (last?.verb === 'create' && last.root === event.root) {
          this.events = this.events.filter((e) => e !== last);
          this.push({ ...base, verb: 'run', from: last.from, to: end, text: `created from ${one.image} and started` });
        } else this.push({ ...base, verb: 'start', from: end, to: end, text: 'started' });
        return;
      }
      case 'kill':
      case 'stop':
        this.asked.set(one.id, { verb: onContainer[3], root: event.root });
        return;
      case 'restart':
        this.push({ ...base, verb: 'restart', from: end, to: end, text: 'restarted' });
        return;
      case 'rename':
        this.push({ ...base, verb: 'rename', from: undefined, to: end, text: `renamed to ${query.get('name') ?? ''}` });
        return;
      case 'pause':
      case 'unpause':
        this.push({ ...base, verb: onContainer[3], from: undefined, to: end, text: onContainer[3] === 'pause' ? 'paused' : 'resumed' });
        return;
      case 'exec':
        this.push({ ...base, verb: 'exec', from: undefined, to: end, text: 'got one more process' });
    }
  }

  private compare(before: DockerView, after: DockerView, now_ns: number): void {
    for (const old of Object.values(before.containers)) {
      const now = after.containers[old.id];
      if (now === old) continue;
      const ran = old.state === 'running' || old.state === 'paused';
      const asked = this.asked.get(old.id);
      const base = { time_ns: now_ns, command: asked === undefined ? '' : (this.lines.get(asked.root) ?? ''), root: asked?.root ?? 0 };
      if (ran && now !== undefined && (now.state === 'exited' || now.state === 'dead')) {
        const verb = asked?.verb === 'kill' || asked?.verb === 'stop' ? asked.verb : 'exit';
        this.push({ ...base, verb, from: container(old.id), to: container(old.id), text: exitText(now) });
        this.asked.delete(old.id);
      } else if (now === undefined) {
        this.push({ ...base, verb: 'remove', from: container(old.id), to: undefined, text: old.autoRemove ? 'ended and was removed (--rm)' : 'removed, its own layer with it' });
        this.asked.delete(old.id);
      }
    }
  }
}
