import type { SandboxClock } from './clock.ts';
import type { Handler, Reply } from './server.ts';

/** What stands between the Internet and a controller. Tests steer it; what it gives up on, the controller goes on with. */
export class LoadBalancer {
  /** How long it bears a controller that says nothing: 60 s, mostly. Sandbox milliseconds; undefined: for ever. */
  idleMs: number | undefined;
  /** What its client gets then: the end of the connection, or 504. */
  whenIdle: 'cut' | 'gateway-timeout' = 'cut';
  /** No controller is up behind it: 502 to everything. */
  deserted = false;
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  before(handler: Handler): Handler {
    return (exchange) => {
      if (this.deserted) return errorPage(502, 'Bad Gateway');
      const answer = Promise.resolve(handler(exchange));
      return this.idleMs === undefined ? answer : Promise.race([answer, this.#idle(this.idleMs)]);
    };
  }

  async #idle(ms: number): Promise<Reply> {
    await this.#clock.sleep(ms);
    return this.whenIdle === 'cut' ? { status: 504, wire: { cut: true } } : errorPage(504, 'Gateway Time-out');
  }
}

/** As nginx and its kin write them. */
function errorPage(status: number, words: string): Reply {
  const title = `${status} ${words}`;
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ];
  return { status, headers: { 'content-type': 'text/html' }, body: body.join('\r\n') };
}
