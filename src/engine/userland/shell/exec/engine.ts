/** The evaluator as the rest of the shell sees it. */
import type { Engine } from '../state/shell.ts';
import { callFunction } from './function.ts';
import { runText } from './reader.ts';
import { runList } from './run.ts';
import { runScript } from './script.ts';
import { runCommand } from './simple.ts';
import { processSubstitution, substitute } from './subst.ts';

export const engine: Engine = {
  substitute,
  processSubstitution,
  runText: (sh, text, what, firstLine) => runText(sh, text, what, firstLine),
  runList: (sh, list) => runList(sh, list),
  callFunction,
  runScript,
  runWords: (sh, words, plain) => runCommand(sh, [...words], [], [], undefined, false, plain),
};
