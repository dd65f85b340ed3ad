import { errorLine } from '../../app-log.ts';
import type { ControllerApi } from '../../controller/api.ts';
import { hintFor } from '../../controller/causes.ts';
import type { Evidence, LogLine } from '../../platform.ts';
import { withoutReason } from './build.ts';
import type { ContainerWatch } from './containers.ts';
import { timeOf } from './releases.ts';

const askDocker =
  'Can the controller’s machine pull this image from its registry, with the login of its own Docker? The controller’s log has the reason.';
const logLines = 200;
const shownLines = 40;

/** What the controller itself had to say about the release, in the app's log. */
const complaints =
  /^(?:aborting|warning)|^[\w.-]+ \((?:create|start|stop|destroy)\): |health check|Error|failed|not find/i;

/**
 * Why a release failed on Deis v1: the controller's words, what its containers showed, the app's last log lines. Never
 * throws.
 */
export async function gather(options: {
  readonly api: ControllerApi;
  readonly app: string;
  /** When the release was made, by the controller's clock; undefined: it is not known. */
  readonly since: number | undefined;
  /** Of the answer that ended the POST. */
  readonly words: string | undefined;
  /** What to do about it, where that is known already. */
  readonly advice: string | undefined;
  readonly watch: ContainerWatch;
  readonly now: number;
}): Promise<Evidence> {
  const { api, app, since, words, advice, watch, now } = options;
  const { own, controller } = await readLog(api, app, since);
  const crashed = watch.crashes(now) > 0;
  const facts = [...watch.facts(now), ...controller.filter((text) => complaints.test(text)).slice(-5)];
  const cause = (crashed ? errorLine(own) : undefined) ?? words ?? watch.problem(now)?.message ?? errorLine(own);
  const hint =
    cause === withoutReason ? (hintFor(...facts) ?? askDocker) : (hintFor(cause) ?? advice ?? hintFor(...facts));
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts,
    log: own.slice(-shownLines),
  };
}

interface AppLog {
  readonly own: readonly LogLine[];
  /** What the controller said, oldest first. */
  readonly controller: readonly string[];
}

/** A logger that has nothing (204) or is broken (500) leaves it empty. */
async function readLog(api: ControllerApi, app: string, since: number | undefined): Promise<AppLog> {
  try {
    const path = `apps/${app}/logs/?log_lines=${logLines}`;
    const answer = await api.call('GET', path, undefined, { retry: 'never', deadlineMs: 10_000 });
    if (answer.status === 200) return logOf(answer.response.body.toString('utf8'), since);
  } catch {
    // What cannot be had is left out.
  }
  return { own: [], controller: [] };
}

/**
 * `2015-11-05T18:50:10UTC web[cmd.1]: listening`. Containers of the release before have the same names, so that only the
 * time tells their lines apart, to the second.
 */
export function logOf(text: string, since: number | undefined): AppLog {
  const own: LogLine[] = [];
  const controller: string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const [, time, source = '', said = ''] = /^(\S+) [^\s[]+\[([^\]]+)\]: ?(.*)$/.exec(raw) ?? [];
    const at = timeOf(time);
    if (source === '' || (at !== undefined && since !== undefined && at < since)) continue;
    if (source === 'deis-controller') controller.push(said);
    else own.push({ ...(at === undefined ? {} : { at }), source, text: said });
  }
  return { own, controller };
}
