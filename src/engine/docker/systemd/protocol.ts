/** What systemctl asks PID 1 over /run/systemd/private: frames of JSON stand in for D-Bus. */
import type { ActiveState } from './unit.ts';

export const PRIVATE_SOCKET = '/run/systemd/private';
/** The journal: one JSON line for each message. */
export const JOURNAL = '/var/log/journal/system.journal';

export interface UnitStatus {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly enabled: boolean;
  readonly active: ActiveState;
  readonly sub: string;
  readonly since_ms: number;
  readonly mainPid: number;
  readonly exec: string;
  readonly docs: string;
  readonly triggeredBy: string;
  readonly triggers: string;
  readonly listen: string;
  readonly result: { readonly kind: 'exited' | 'killed'; readonly status: number } | undefined;
}

export type SystemdMethods = {
  Start: { params: { readonly unit: string }; result: { error?: string } };
  Stop: { params: { readonly unit: string }; result: { error?: string } };
  Restart: { params: { readonly unit: string }; result: { error?: string } };
  Status: { params: { readonly unit: string }; result: UnitStatus | null };
  List: { params: Record<string, never>; result: UnitStatus[] };
};

/** A message of the journal. */
export interface JournalEntry {
  readonly t: number;
  readonly unit: string;
  readonly ident: string;
  readonly pid: number;
  readonly msg: string;
}
