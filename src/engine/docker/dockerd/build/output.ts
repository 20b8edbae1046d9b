/** What a build says: a stream of JSON messages, held back until something must be said, or for a quiet build until its end. pkg/streamformatter. */
import type { Task } from '../../../abi/sys.ts';
import type { Exchange } from '../../http/server.ts';

export class BuildOutput {
  private readonly x: Exchange;
  private readonly quiet: boolean;
  private held = '';

  constructor(x: Exchange, quiet: boolean) {
    this.x = x;
    this.quiet = quiet;
  }

  /** Has something been sent? Then an error must be sent in the stream, too. */
  get begun(): boolean {
    return this.x.status !== 0;
  }

  private *send(text: string): Task<void> {
    if (this.x.status === 0) yield* this.x.begin(200, 'application/json');
    yield* this.x.write(text);
  }

  /** One message. */
  *message(m: object): Task<void> {
    const line = `${JSON.stringify(m)}\r\n`;
    if (this.quiet) this.held += line;
    else yield* this.send(line);
  }

  /** Text on the build's standard output. */
  *out(text: string): Task<void> {
    yield* this.message({ stream: text });
  }

  /** Text on the build's standard error: red. */
  *err(text: string): Task<void> {
    yield* this.message({ stream: `\x1b[91m${text}\x1b[0m` });
  }

  /** End with an error; false when nothing was sent yet, so that the answer itself can say it. */
  *fail(message: string, code: number | undefined): Task<boolean> {
    if (this.quiet && this.held !== '') yield* this.send(this.held);
    if (!this.begun) return false;
    yield* this.send(`${JSON.stringify({ errorDetail: { ...(code === undefined ? {} : { code }), message }, error: message })}\r\n`);
    yield* this.x.end();
    return true;
  }

  /** End well. A quiet build says only the image's id. */
  *end(imageId: string): Task<void> {
    if (this.quiet) yield* this.send(`${JSON.stringify({ stream: `${imageId}\n` })}\r\n`);
    else if (!this.begun) yield* this.x.begin(200, 'application/json');
    yield* this.x.end();
  }
}
