/**
 * Lesson checks: is the world as a step wants it? Answers from state (views, /var/lib/docker, the journal of what happened), so every way
 * that leads there is right. Assertions of a step hold together: each `as` may be any container or image that fits, and all choices are
 * tried, newest first, until everything holds at once.
 */
import { CONTAINERS } from '../docker/dockerd/paths.ts';
import type { HostConfig } from '../docker/api/types.ts';
import type { ContainerRecord } from '../docker/dockerd/container/container.ts';
import type { Assertion, Bindings, CheckAnswer, CheckQuestion, ConnectionAssertion, ContainerAssertion, FileAssertion, ImageAssertion, InterfaceAssertion, NetworkAssertion, PingAssertion } from './assertions.ts';
import type { HostFiles } from './hostfiles.ts';
import type { ApiRequest, ContainerLife, Journal } from './journal.ts';
import type { ContainerView, DockerView, FileChange, ImageView, NamespaceView, NetworkView } from './views.ts';

/** What checks read of one host. */
export interface Evidence {
  readonly view: DockerView;
  readonly files: HostFiles;
  readonly journal: Journal;
  /** Read when a check asks for it. */
  network(): NetworkView;
  readonly now_ns: number;
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] => (value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T]);
const touches = (changes: readonly FileChange[], path: string, kind: FileChange['kind']): boolean => changes.some((one) => one.path === path && one.kind === kind);

const TAGGED = /:[^/]*$/;
const withoutHub = (name: string): string => name.replace(/^(docker\.io\/)?(library\/)?/, '');

/** Does an image that is called `tag` ('ubuntu:24.04') go by this name ('ubuntu', 'ubuntu:24.04')? */
function goesBy(tag: string, name: string): boolean {
  const plain = withoutHub(name);
  const own = withoutHub(tag);
  const full = TAGGED.test(own) ? own : `${own}:latest`;
  return TAGGED.test(plain) ? full === plain : full.startsWith(`${plain}:`);
}

class Checker {
  constructor(
    private readonly evidence: Evidence,
    private readonly question: CheckQuestion,
  ) {}

  /** Bindings under which the checks from the `at`th on hold; undefined when there are none. */
  solve(at: number, bindings: Bindings): Bindings | undefined {
    const check = this.question.checks[at];
    if (check === undefined) return bindings;
    for (const next of this.ways(check, bindings)) {
      const found = this.solve(at + 1, next);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private ways(check: Assertion, bindings: Bindings): readonly Bindings[] {
    const once = (holds: boolean): readonly Bindings[] => (holds ? [bindings] : []);
    if ('container' in check) {
      const { as, count = 1 } = check.container;
      const ids = this.containers(check.container, bindings);
      if (ids.length < count) return [];
      return as === undefined ? [bindings] : ids.map((id) => ({ ...bindings, [as]: id }));
    }
    if ('image' in check) {
      const { as } = check.image;
      const ids = this.images(check.image, bindings);
      return as === undefined ? once(ids.length > 0) : ids.map((id) => ({ ...bindings, [as]: id }));
    }
    if ('any' in check) return check.any.flatMap((one) => this.ways(one, bindings));
    if ('no-container' in check) return once(this.containers(check['no-container'], bindings).length === 0);
    if ('no-image' in check) return once(this.images(check['no-image'], bindings).length === 0);
    if ('asked' in check) return once(this.requested(check.asked, (one) => one.status < 400));
    if ('refused' in check) return once(this.requested(check.refused, (one) => one.status >= 400));
    if ('ran' in check) return once(this.ran(check.ran));
    if ('network' in check) return once(this.network(check.network));
    if ('interface' in check) return once(this.interface(check.interface, bindings));
    if ('connected' in check) return once(this.connected(check.connected, bindings));
    if ('pinged' in check) return once(this.pinged(check.pinged, bindings));
    return once(this.file(check.file));
  }

  private requested(pattern: string, wanted: (one: ApiRequest) => boolean): boolean {
    const asked = new RegExp(pattern);
    return this.evidence.journal.requests.some((one) => one.time_ns >= this.question.step_ns && wanted(one) && asked.test(one.text));
  }

  private ran(pattern: string): boolean {
    const ran = new RegExp(pattern);
    return this.evidence.journal.hostRan.some((one) => one.time_ns >= this.question.step_ns && ran.test(one.command));
  }

  private network({ name, driver, internal, subnet, gone = false }: NetworkAssertion): boolean {
    const found = Object.values(this.evidence.network().networks).some((one) => one.name === name && (driver === undefined || one.driver === driver) && (internal === undefined || one.internal === internal) && (subnet === undefined || one.subnets.some((text) => new RegExp(subnet).test(text))));
    return found !== gone;
  }

  /** Id of a container by its name or by '$name'; undefined for the host and for namespaces made by hand. */
  private idOf(place: string, bindings: Bindings): string | undefined {
    if (place.startsWith('$')) return bindings[place.slice(1)] ?? '';
    return [...this.evidence.journal.containers.values()].findLast((life) => life.name === place)?.id;
  }

  private namespaceOf(place: string, bindings: Bindings): NamespaceView | undefined {
    const all = Object.values(this.evidence.network().namespaces);
    const id = this.idOf(place, bindings);
    return all.find((ns) => (id !== undefined ? ns.containers.includes(id) : place === 'host' ? ns.kind === 'host' : ns.name === place));
  }

  private interface(want: InterfaceAssertion, bindings: Bindings): boolean {
    const { name, kind, address, up, master, gone = false } = want;
    const all = this.namespaceOf(want.at, bindings)?.interfaces ?? [];
    const found = all.some(
      (one) =>
        (name === undefined || new RegExp(name).test(one.name)) &&
        (kind === undefined || one.kind === kind) &&
        (address === undefined || one.addresses.some((text) => new RegExp(address).test(text))) &&
        (up === undefined || one.up === up) &&
        (master === undefined || all.some((other) => other.key === one.master && other.name === master)),
    );
    return found !== gone;
  }

  private connected({ from, to, address, port, refused = false }: ConnectionAssertion, bindings: Bindings): boolean {
    const { connections } = this.evidence.journal;
    const during = connections.filter((one) => one.time_ns >= this.question.step_ns);
    const at = (place: string | undefined, container: string | undefined): boolean => place === undefined || (place === 'host' ? undefined : (this.idOf(place, bindings) ?? '')) === container;
    const asked = during.some((one) => one.action === (refused ? 'refused' : 'connect') && at(from, one.container) && (address === undefined || new RegExp(address).test(one.to)));
    const needsServer = to !== undefined || port !== undefined;
    const accepted = during.some((one) => one.action === 'accept' && at(to, one.container) && (port === undefined || one.to.endsWith(`:${port}`)));
    return (asked || (from === undefined && address === undefined && !refused)) && (refused || !needsServer || accepted);
  }

  private pinged({ from, to }: PingAssertion, bindings: Bindings): boolean {
    const here = this.namespaceOf(from, bindings);
    const addresses = this.namespaceOf(to, bindings)?.interfaces.flatMap((one) => one.addresses.map((text) => text.split('/')[0]!)) ?? [to];
    return here !== undefined && this.evidence.journal.replies.some((one) => one.time_ns >= this.question.step_ns && `${this.question.host}:${one.ns}` === here.id && addresses.includes(one.address));
  }

  private file(want: FileAssertion): boolean {
    const text = this.evidence.files.text(want.path);
    return text !== undefined && (want.contains === undefined || text.includes(want.contains));
  }

  /** Ids of the containers that fit, newest first. */
  private containers(want: ContainerAssertion, bindings: Bindings): string[] {
    return [...this.evidence.journal.containers.values()].filter((life) => this.fits(life, want, bindings)).map((life) => life.id).reverse();
  }

  private fits(life: ContainerLife, want: ContainerAssertion, bindings: Bindings): boolean {
    const { lesson_ns, step_ns } = this.question;
    const since = want.fresh === true ? step_ns : want.is === undefined ? lesson_ns : -Infinity;
    if (life.created_ns < since) return false;
    if (want.is !== undefined && bindings[want.is] !== life.id) return false;
    if (list(want.not).some((name) => bindings[name] === life.id)) return false;
    return this.lived(life, want) && this.stands(life, want, bindings);
  }

  /** What its past must have been. */
  private lived(life: ContainerLife, want: ContainerAssertion): boolean {
    const { step_ns } = this.question;
    const during = life.actions.filter((one) => one.time_ns >= step_ns);
    if (list(want.saw).some((action) => !during.some((one) => one.action === action))) return false;
    if (list(want.never).some((action) => during.some((one) => one.action === action))) return false;
    if (want.ended !== undefined && !during.some((one) => one.action === 'die' && one.exitCode === want.ended)) return false;
    if (want.ran !== undefined) {
      const ran = new RegExp(want.ran);
      if (!life.ran.some((one) => one.time_ns >= step_ns && ran.test(one.command))) return false;
    }
    if (want.opened !== undefined) {
      const opened = new RegExp(want.opened);
      if (![...life.opened].some(([path, time_ns]) => time_ns >= step_ns && opened.test(path))) return false;
    }
    return want.name === undefined || life.name === want.name;
  }

  /** What it must be now. */
  private stands(life: ContainerLife, want: ContainerAssertion, bindings: Bindings): boolean {
    const view = this.evidence.view.containers[life.id];
    if (want.gone !== undefined && (want.gone !== 'maybe' || view === undefined)) {
      if (view !== undefined || life.gone === undefined || (want.gone !== true && want.gone !== 'maybe' && want.gone !== life.gone)) return false;
      if (!list(want.networks).every((one) => life.networks.has(one)) || list(want.apart).some((one) => life.networks.has(one))) return false;
      return want.image === undefined || this.isImage(life.imageId, life.image, want.image, bindings);
    }
    if (view === undefined) return false;
    const { state, exitCode, command, tty, autoRemove, restart, added, changed, deleted, lacks, log, image, base, port, mount } = want;
    const { changes } = view.upper;
    return (
      (state === undefined || list(state).includes(view.state)) &&
      (exitCode === undefined || view.exitCode === exitCode) &&
      (command === undefined || new RegExp(command).test(view.command)) &&
      (tty === undefined || view.tty === tty) &&
      (autoRemove === undefined || view.autoRemove === autoRemove) &&
      (restart === undefined || this.restartPolicy(view) === restart) &&
      (added === undefined || touches(changes, added, 'A')) &&
      (changed === undefined || touches(changes, changed, 'C')) &&
      (deleted === undefined || touches(changes, deleted, 'D')) &&
      (lacks === undefined || !changes.some((one) => one.path === lacks)) &&
      (log === undefined || this.log(view).includes(log)) &&
      (image === undefined || this.isImage(view.imageId, view.image, image, bindings)) &&
      (base === undefined || this.standsOn(view.imageId, base)) &&
      (port === undefined || view.ports.some((one) => new RegExp(port).test(one.text))) &&
      (mount === undefined || this.mounted(view, mount)) &&
      this.placed(view, want)
    );
  }

  private record(view: ContainerView): ContainerRecord | undefined {
    return this.evidence.files.json<ContainerRecord>(`${CONTAINERS}/${view.id}/config.v2.json`);
  }

  private mounted(view: ContainerView, path: string): boolean {
    return Object.values(this.record(view)?.MountPoints ?? {}).some((one) => one.Destination === path || one.Source === path);
  }

  /** Is it on these networks, and not on those? */
  private placed(view: ContainerView, { networks, apart }: ContainerAssertion): boolean {
    if (networks === undefined && apart === undefined) return true;
    const on = Object.keys(this.record(view)?.NetworkSettings.Networks ?? {});
    return list(networks).every((one) => on.includes(one)) && !list(apart).some((one) => on.includes(one));
  }

  private isImage(id: string, asked: string, name: string, bindings: Bindings): boolean {
    if (name.startsWith('$')) return bindings[name.slice(1)] === id;
    const view = this.evidence.view.images[id];
    return view === undefined ? goesBy(asked, name) : view.tags.some((tag) => goesBy(tag, name));
  }

  /** Do the image's layers begin with those of an image that goes by this name? */
  private standsOn(id: string, name: string): boolean {
    const { images } = this.evidence.view;
    const own = images[id]?.layers;
    return own !== undefined && Object.values(images).some((one) => one.tags.some((tag) => goesBy(tag, name)) && one.layers.every((layer, i) => layer === own[i]));
  }

  private restartPolicy(view: ContainerView): string {
    return this.evidence.files.json<HostConfig>(`${CONTAINERS}/${view.id}/hostconfig.json`)?.RestartPolicy?.Name || 'no';
  }

  private log(view: ContainerView): string {
    const path = this.evidence.files.json<ContainerRecord>(`${CONTAINERS}/${view.id}/config.v2.json`)?.LogPath ?? '';
    let out = '';
    for (const line of (path === '' ? '' : (this.evidence.files.text(path) ?? '')).split('\n')) {
      if (line !== '') out += (JSON.parse(line) as { log: string }).log;
    }
    return out;
  }

  /** Ids of the images that fit, newest first. */
  private images(want: ImageAssertion, bindings: Bindings): string[] {
    const fits = Object.values(this.evidence.view.images).filter((image) => this.imageFits(image, want, bindings));
    return fits.sort((a, b) => b.created_ms - a.created_ms).map((image) => image.id);
  }

  private imageFits(image: ImageView, want: ImageAssertion, bindings: Bindings): boolean {
    const { is, not, tag, named, dangling, from, base, has } = want;
    const top = this.evidence.view.layers[image.layers.at(-1) ?? ''];
    return (
      (is === undefined || bindings[is] === image.id) &&
      !list(not).some((name) => bindings[name] === image.id) &&
      (tag === undefined || image.tags.includes(TAGGED.test(tag) ? tag : `${tag}:latest`)) &&
      (named === undefined || image.tags.some((one) => new RegExp(named).test(one))) &&
      (dangling === undefined || (image.tags.length === 0) === dangling) &&
      (from === undefined || (image.committedFrom !== undefined && bindings[from] === image.committedFrom)) &&
      (base === undefined || this.standsOn(image.id, base)) &&
      (has === undefined || top?.files?.some((one) => one.path === has && one.kind !== 'D') === true)
    );
  }
}

/** Answer a lesson's question. */
export function check(evidence: Evidence, question: CheckQuestion): CheckAnswer {
  const bindings = new Checker(evidence, question).solve(0, question.bindings);
  return { passed: bindings !== undefined, bindings: bindings ?? question.bindings, now_ns: evidence.now_ns };
}
