/**
 * What a lesson may ask about a world. Plain data: a lesson's `check` block becomes an array of {@link Assertion}, travels to the worker
 * inside a {@link CheckQuestion}, and is answered by inspect/checks.ts. Shared by inspect/ and the lesson format.
 *
 * "The step" is what happened since the step began, "the lesson" since the lesson began. A name given with `as` stands for the container
 * or image that was found, in the later assertions of the step and in all later steps (`is`, `from`, `image: $name`).
 */
import type { ContainerState } from './views.ts';

/** A container that exists, or one that existed when `gone` is asked for. Every field that is given must hold. */
export interface ContainerAssertion {
  /** Name the container that is found. */
  readonly as?: string;
  /** It is the one that was named so. */
  readonly is?: string;
  /** It is none of those that were named so. */
  readonly not?: string | readonly string[];
  readonly name?: string;
  /** The very image, by any of its names ('ubuntu' is any tag of it), or '$name' for one that was named with `as`. */
  readonly image?: string;
  /** An image on whose layers the container's image stands. */
  readonly base?: string;
  readonly state?: ContainerState | readonly ContainerState[];
  readonly exitCode?: number;
  /** Regular expression on path and arguments, as `docker ps --no-trunc` shows them. */
  readonly command?: string;
  readonly tty?: boolean;
  readonly autoRemove?: boolean;
  /** Name of the restart policy. */
  readonly restart?: string;
  /** Paths that its top layer added, changed, deleted. */
  readonly added?: string;
  readonly changed?: string;
  readonly deleted?: string;
  /** A path that its top layer does not have. */
  readonly lacks?: string;
  /** Text in its log. */
  readonly log?: string;
  /** A process ran inside (during the step) whose arguments match this regular expression. */
  readonly ran?: string;
  /** A process inside opened (during the step) a path that matches this regular expression. */
  readonly opened?: string;
  /** Actions of `docker events` that happened to it during the step. */
  readonly saw?: string | readonly string[];
  /** An end of its main process during the step had this exit code. */
  readonly ended?: number;
  /** No such action happened to it during the step. */
  readonly never?: string | readonly string[];
  /** It is gone: by itself (--rm), because it was asked for, or either way (true); 'maybe': gone or not. */
  readonly gone?: 'self' | 'removed' | 'maybe' | true;
  /** Names of Docker's networks that it is on; 'host' and 'none' too. */
  readonly networks?: string | readonly string[];
  /** Names of networks that it is not on. */
  readonly apart?: string | readonly string[];
  /** Regular expression on one of its ports as `docker ps` shows them: '0.0.0.0:8080->80/tcp'. */
  readonly port?: string;
  /** A path at which something is mounted, or that is mounted from the host. */
  readonly mount?: string;
  /** It was created during the step; the default is: during the lesson. */
  readonly fresh?: boolean;
  /** At least so many match. */
  readonly count?: number;
}

/** An image that exists. */
export interface ImageAssertion {
  readonly as?: string;
  readonly is?: string;
  readonly not?: string | readonly string[];
  /** One of its names; without a tag, ':latest'. */
  readonly tag?: string;
  /** True: it has no name; false: it has one. */
  readonly dangling?: boolean;
  /** Regular expression on one of its names. */
  readonly named?: string;
  /** Committed from the container that was named so. */
  readonly from?: string;
  /** An image on whose layers it stands. */
  readonly base?: string;
  /** A path in its top layer. */
  readonly has?: string;
}

/** A network of Docker's. */
export interface NetworkAssertion {
  readonly name: string;
  readonly driver?: string;
  readonly internal?: boolean;
  /** Regular expression on its subnets. */
  readonly subnet?: string;
  /** There is none of this name. */
  readonly gone?: boolean;
}

/** A network interface. */
export interface InterfaceAssertion {
  /** 'host', a container's name, '$name', or the name of a namespace made by hand. */
  readonly at: string;
  /** Regular expression on its name. */
  readonly name?: string;
  readonly kind?: string;
  /** Regular expression on one of its addresses with prefix. */
  readonly address?: string;
  readonly up?: boolean;
  /** Name of the bridge that it is a port of. */
  readonly master?: string;
  /** There is none. */
  readonly gone?: boolean;
}

/** A connection that was made, or refused, during the step. Ends are 'host', a container's name or '$name'. */
export interface ConnectionAssertion {
  /** Where the client was. */
  readonly from?: string;
  /** Where the server was that accepted. */
  readonly to?: string;
  /** Regular expression on 'address:port' as the client asked for it. */
  readonly address?: string;
  /** The port at which it was accepted, inside. */
  readonly port?: number;
  readonly refused?: boolean;
}

/** Echo replies that came back during the step. Ends as in {@link ConnectionAssertion}; `to` may be an address. */
export interface PingAssertion {
  readonly from: string;
  readonly to: string;
}

/** A file on the host's disk. */
export interface FileAssertion {
  readonly path: string;
  readonly contains?: string;
}

export type Assertion =
  | { readonly container: ContainerAssertion }
  | { readonly 'no-container': ContainerAssertion }
  | { readonly image: ImageAssertion }
  | { readonly 'no-image': ImageAssertion }
  /** Regular expression on 'GET /containers/json?all=1' of a request that was answered well during the step, by whatever program it was made. */
  | { readonly asked: string }
  /** As `asked`, of a request that was refused. */
  | { readonly refused: string }
  | { readonly file: FileAssertion }
  /** Regular expression on the arguments, joined with spaces, of a program that ran on the host during the step. */
  | { readonly ran: string }
  | { readonly network: NetworkAssertion }
  | { readonly interface: InterfaceAssertion }
  | { readonly connected: ConnectionAssertion }
  | { readonly pinged: PingAssertion }
  /** One of these is enough. */
  | { readonly any: readonly Assertion[] };

/** Name to full id of a container or an image. */
export type Bindings = Readonly<Record<string, string>>;

export interface CheckQuestion {
  readonly question: 'check';
  readonly host: string;
  readonly checks: readonly Assertion[];
  readonly bindings: Bindings;
  /** Virtual times at which lesson and step began. */
  readonly lesson_ns: number;
  readonly step_ns: number;
}

export interface CheckAnswer {
  readonly passed: boolean;
  /** The bindings of the question, with what this step named when it passed. */
  readonly bindings: Bindings;
  readonly now_ns: number;
}

/** Fields that each kind of assertion may have: the lesson parser refuses others by name. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  container: ['as', 'is', 'not', 'name', 'image', 'base', 'state', 'exitCode', 'command', 'tty', 'autoRemove', 'restart', 'added', 'changed', 'deleted', 'lacks', 'log', 'ran', 'opened', 'saw', 'never', 'ended', 'gone', 'networks', 'apart', 'port', 'mount', 'fresh', 'count'],
  image: ['as', 'is', 'not', 'tag', 'dangling', 'named', 'from', 'base', 'has'],
  file: ['path', 'contains'],
  network: ['name', 'driver', 'internal', 'subnet', 'gone'],
  interface: ['at', 'name', 'kind', 'address', 'up', 'master', 'gone'],
  connected: ['from', 'to', 'address', 'port', 'refused'],
  pinged: ['from', 'to'],
};
