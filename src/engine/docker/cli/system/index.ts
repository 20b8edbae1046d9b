/** `docker system`. */
import { absent, group, type Command } from '../command.ts';
import { df } from './df.ts';
import { events } from './events.ts';
import { info } from './info.ts';
import { systemPrune } from './prune.ts';

const dialStdio = absent('dial-stdio', 'Connect standard streams to the daemon', { hidden: true });

export const system: Command = group('system', 'Work with the engine itself', [dialStdio, df, events, info, systemPrune]);
