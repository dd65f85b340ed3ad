import { errorLine } from '../app-log.ts';
import type { ControllerApi } from '../controller/api.ts';
import { hintFor } from '../controller/causes.ts';
import type { PodWatch } from '../controller/pods.ts';
import type { ControllerRollout } from '../controller/rollout.ts';
import { deployFailure } from '../controller/words.ts';
import type { Evidence, LogLine } from '../platform.ts';

const logLines = 100;
const shownLines = 40;

/** Why a release failed on Deis v2: the controller's words, what its pods showed, the app's last log lines. Never throws. */
export async function gather(options: {
  readonly api: ControllerApi;
  readonly rollout: ControllerRollout;
  readonly version: number | undefined;
  /** Of the 400 that ended the POST. */
  readonly words: string | undefined;
  /** What to do about what ended it, where that is known already. */
  readonly advice: string | undefined;
  readonly watch: PodWatch;
}): Promise<Evidence> {
  const { api, rollout, version, words, advice, watch } = options;
  const log = await readLog(api, rollout.app, version);
  const failure = words === undefined ? undefined : deployFailure(words);
  const facts = [
    ...watch.facts(),
    ...(failure?.deployment === undefined ? [] : [`Kubernetes deployment ${failure.deployment} did not come up`]),
    ...(failure?.backTo === undefined ? [] : [`the controller goes back to release ${failure.backTo}`]),
  ];
  const crashed = watch.crashes > 0;
  const cause =
    (crashed ? errorLine(log) : undefined) ?? failure?.cause ?? watch.problem(Infinity)?.message ?? errorLine(log);
  const hint = hintFor(failure?.cause, cause) ?? advice ?? hintFor(...facts);
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
    facts,
    log: log.slice(-shownLines),
  };
}

/** The aggregated log; a logger that has nothing (204) or is broken (500) leaves it empty. */
async function readLog(api: ControllerApi, app: string, version: number | undefined): Promise<readonly LogLine[]> {
  try {
    const answer = await api.call('GET', `apps/${app}/logs?log_lines=${logLines}`, undefined, {
      retry: 'never',
      deadlineMs: 10_000,
    });
    if (answer.status !== 200) return [];
    return logOf(answer.response.body.toString('utf8'), version);
  } catch {
    return [];
  }
}

/**
 * Lines of the app's own pods: `2018-03-01T10:00:00+00:00 web[cmd.v3.x7k2p]: listening`, or `web-cmd-123-x7k2p -- text`
 * as older loggers write. The controller's events and other releases' pods are left out. Line ends may be the two
 * characters `\n` (deis/workflow-cli splits on both).
 */
export function logOf(text: string, version: number | undefined): readonly LogLine[] {
  const body = /^".*"$/s.test(text.trim()) ? text.trim().slice(1, -1) : text;
  const lines: LogLine[] = [];
  for (const raw of body.split(/\r?\n|\\n/)) {
    const modern = /^(\S+)\s+[^\s[]+\[([^\]]+)\]: ?(.*)$/.exec(raw);
    if (modern !== null) {
      const [, time = '', source = '', said = ''] = modern;
      if (source === 'deis-controller') continue;
      const release = /^[^.]+\.v(\d+)\./.exec(source)?.[1];
      if (version !== undefined && release !== undefined && Number(release) !== version) continue;
      const at = Date.parse(time);
      lines.push({ ...(Number.isNaN(at) ? {} : { at }), source, text: said });
      continue;
    }
    const old = /^(\S+) -- (.*)$/.exec(raw);
    if (old !== null) lines.push({ source: old[1] ?? '', text: old[2] ?? '' });
  }
  return lines;
}
