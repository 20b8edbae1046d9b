/** A terminal's screen as text, by the same emulator as the page's. */
import xterm from '@xterm/headless';

/** What a terminal of this size shows after `data`: its lines without trailing blanks, without the empty ones at the end. */
export async function screenText(data: Uint8Array, rows: number, cols: number): Promise<string> {
  const terminal = new xterm.Terminal({ rows, cols, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write(data, done));
  const { active } = terminal.buffer;
  const lines: string[] = [];
  for (let y = 0; y < rows; y++) lines.push(active.getLine(active.baseY + y)?.translateToString(true) ?? '');
  terminal.dispose();
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  return lines.map((l) => `${l}\n`).join('');
}
