/**
 * What the page knows: the views that the worker sends, and the state of the page itself. Panels subscribe to narrow slices with
 * `usePage(selector)`. Entities keep their identity across patches, so a selector that picks one entity fires only when it changed.
 */
import { create } from 'zustand';
import { EMPTY_DOCKER_VIEW, EMPTY_NETWORK_VIEW } from '../engine/inspect/views.ts';
import type { FlowEnd } from '../engine/inspect/views.ts';
import type { BridgeState, Pace, TerminalInfo, Views } from '../engine/worker/protocol.ts';
import { isDark, savedTheme } from '../app/theme.ts';

export type StageTab = 'flow' | 'layers' | 'network' | 'engine' | 'trace';
const TABS: readonly string[] = ['layers', 'network', 'engine', 'trace'] satisfies StageTab[];

/** An engine failure, as shown to the learner. */
export interface Oops {
  readonly message: string;
  readonly stack: string;
  readonly seed: number;
  readonly entries: number;
  readonly fatal: boolean;
}

/** A command that came to rest. `count` grows with each, so that the same line twice is two changes. */
export interface DoneCommand {
  readonly count: number;
  readonly root: number;
  readonly line: string;
  readonly tty: string;
}

export interface PageState {
  readonly phase: 'booting' | 'replaying' | 'ready' | 'corrupt';
  /** The first prompt stands: what it did not need may be fetched now. */
  readonly settled: boolean;
  readonly replay: { readonly done: number; readonly total: number };
  readonly corruptReason: string;
  /** Why the session is not being saved; undefined when it is. */
  readonly unsaved: string | undefined;
  readonly seed: number;
  readonly docker: Views['docker'];
  readonly flow: Views['flow'];
  readonly trace: Views['trace'];
  readonly network: Views['network'];
  readonly now_ns: number;
  readonly pace: Pace;
  readonly behind: boolean;
  readonly terminals: Readonly<Record<number, TerminalInfo>>;
  readonly done: DoneCommand | undefined;
  readonly oops: Oops | undefined;
  /** Real clients that drive this host. */
  readonly bridge: BridgeState;

  readonly tab: StageTab;
  /** The card whose story is open. */
  readonly selected: FlowEnd | undefined;
  /** What the Layers panel shows; undefined for the newest image. */
  readonly subject: FlowEnd | undefined;
  /** The command whose trace is shown; undefined for the last one. */
  readonly traceRoot: number | undefined;
  /** The event that the Engine or the Trace panel is to show next: set by whoever points at it. */
  readonly pointed: number | undefined;
  /** Where the learner is, for the header; set by the lesson column. */
  readonly crumb: { readonly chapter: string; readonly lesson: string } | undefined;
  readonly lessonOpen: boolean;
  readonly presenting: boolean;
  readonly asText: boolean;
  readonly dark: boolean;
  readonly screenReader: boolean;
}

const SETTINGS = 'glasshull.page';
/** Choices that outlive a visit. */
const kept = ['tab', 'lessonOpen', 'asText', 'screenReader'] as const;

function savedSettings(): Partial<PageState> {
  try {
    const saved = JSON.parse(localStorage.getItem(SETTINGS) ?? '{}') as Record<string, unknown>;
    return {
      ...(TABS.includes(String(saved.tab)) ? { tab: saved.tab as StageTab } : {}),
      ...(saved.lessonOpen === false ? { lessonOpen: false } : {}),
      ...(saved.asText === true ? { asText: true } : {}),
      ...(saved.screenReader === true ? { screenReader: true } : {}),
    };
  } catch {
    return {};
  }
}

export const usePage = create<PageState>(() => ({
  phase: 'booting',
  settled: false,
  replay: { done: 0, total: 0 },
  corruptReason: '',
  unsaved: undefined,
  seed: 0,
  docker: EMPTY_DOCKER_VIEW,
  flow: { events: [] },
  trace: { commands: [] },
  network: EMPTY_NETWORK_VIEW,
  now_ns: 0,
  pace: 1,
  behind: false,
  terminals: {},
  done: undefined,
  oops: undefined,
  bridge: { status: 'off' },
  tab: 'flow',
  selected: undefined,
  subject: undefined,
  traceRoot: undefined,
  pointed: undefined,
  crumb: undefined,
  lessonOpen: true,
  presenting: false,
  asText: false,
  dark: isDark(savedTheme()),
  screenReader: false,
  ...savedSettings(),
}));

/** Change the page's own state, and remember what outlives a visit. */
export function setPage(change: Partial<PageState>): void {
  usePage.setState(change);
  if (!kept.some((key) => key in change)) return;
  const state = usePage.getState();
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(Object.fromEntries(kept.map((key) => [key, state[key]]))));
  } catch {}
}
