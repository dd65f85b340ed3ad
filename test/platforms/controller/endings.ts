import type { Reply, RunningServer } from '../../../sandbox/server.ts';
import { ActionError } from '../../../src/errors.ts';
import type { Request } from '../../../src/inputs/request.ts';
import { connect } from '../../../src/platforms/index.ts';
import type { PlatformModule } from '../../../src/platforms/platform.ts';
import { bench, deployOnce, factsOf, fastClock } from './workbench.ts';

/** How a run ended, as its reader is told. */
export interface Ending {
  /** What happened, in the words of whoever knows. */
  readonly says: string;
  /** What to do. */
  readonly todo: string | undefined;
}

/** A refusal of a controller as the reference or a recording has it, and what a reader is told of it. */
export interface NamedError {
  /** `POST apps/myapp/builds/`: what is refused. Outside of the API's path with a slash in front. */
  readonly at: string;
  readonly status: number;
  /** Text is no JSON. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly todo: RegExp;
  /** The app is not there yet. */
  readonly isNew?: true;
  readonly asked?: Partial<Request>;
}

/** As nginx, Django and login pages write. */
export const page = (title: string) =>
  `<!doctype html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head></html>\n`;

/** Has the server answer so from now on. */
export function refuse({ faults }: RunningServer, { at, status, body, headers = {} }: NamedError, base: string): void {
  const [method = '', path = ''] = at.split(' ');
  const whole = path.startsWith('/') ? path : `${base}${path}`;
  const isText = typeof body === 'string';
  const action: Reply = {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', ...headers },
    body: isText ? body : JSON.stringify(body),
  };
  faults.push({ method, path: new RegExp(`^${whole.replaceAll('.', '\\.')}$`), when: 'before', action });
}

/**
 * The end of a deploy that comes to nothing, wherever that is: from the recognition of the platform to the watch. A verdict
 * is told with what the platform knows besides.
 */
export async function endingOf(module: PlatformModule, request: Request, speed: number): Promise<Ending> {
  const clock = fastClock(speed);
  try {
    // What none of the platforms answers to is found out by all of them.
    await connect(bench(request, clock).context);
    const { platform, rollout, watched } = await deployOnce(module, request, clock, factsOf('better'));
    if (watched.ended === 'live' || watched.ended === 'paused') return { says: watched.ended, todo: undefined };
    const { cause, hint } = await platform.evidence(rollout);
    return { says: cause ?? watched.reason, todo: hint ?? watched.hint };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { says: error.message, todo: error.hint };
  }
}
