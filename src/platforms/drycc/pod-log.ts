import { askByWebSocket } from '../../http/websocket.ts';
import { userAgent } from '../../version.ts';
import { errorLine } from '../app-log.ts';
import type { ControllerApi } from '../controller/api.ts';
import type { LogLine } from '../platform.ts';

const lines = 100;
/** Of each of the two questions: the verdict waits for them. Milliseconds. */
const deadlineMs = 1_500;
/** The kubelet cuts lines at 16 KiB. Bytes. */
const maxBytes = 2 * 1024 * 1024;

/**
 * The last lines of a pod's own log, which Drycc tells by websocket only. Of the container that runs now or, between two
 * runs of a crash loop, ran last; where that one does not say why it failed, of the one before, in case it has been started
 * again meanwhile. Empty: there is none, or it cannot be had. Never throws.
 */
export async function lastLines(api: ControllerApi, app: string, pod: string): Promise<readonly LogLine[]> {
  const newest = await linesOf(api, app, pod, false);
  // Refused: the pod is gone or has never run, and there was no run before either.
  if (newest === undefined || errorLine(newest) !== undefined) return newest ?? [];
  const before = (await linesOf(api, app, pod, true)) ?? [];
  return newest.length === 0 || errorLine(before) !== undefined ? before : newest;
}

async function linesOf(
  api: ControllerApi,
  app: string,
  pod: string,
  previous: boolean,
): Promise<readonly LogLine[] | undefined> {
  const text = await ask(api, app, pod, { lines, previous, deadlineMs });
  return text === undefined ? undefined : logOf(pod, text);
}

/** What a pod has printed so far, the last 2,000 lines of it. Undefined: that cannot be had. Never throws. */
export function readLog(api: ControllerApi, app: string, pod: string): Promise<string | undefined> {
  return ask(api, app, pod, { lines: 2_000, previous: false, deadlineMs: 5_000 });
}

/** Drycc's own command line asks so (controller-sdk-go: ps). The whole log comes in one frame, or in several. */
async function ask(
  api: ControllerApi,
  app: string,
  pod: string,
  wanted: { readonly lines: number; readonly previous: boolean; readonly deadlineMs: number },
): Promise<string | undefined> {
  try {
    const { url, headers, signal, clock } = api.addressed(`apps/${app}/pods/${encodeURIComponent(pod)}/logs`);
    const texts = await askByWebSocket({
      ...{ url, signal, clock, maxBytes, deadlineMs: wanted.deadlineMs },
      headers: { ...headers, 'user-agent': userAgent },
      message: JSON.stringify({ lines: wanted.lines, follow: false, container: '', previous: wanted.previous }),
    });
    return texts.join('');
  } catch {
    // Evidence is gathered on the way out: what cannot be had is left out, the cancelling of the run included.
    return undefined;
  }
}

/** Lines of one pod; what is empty says nothing. */
export function logOf(source: string, text: string): readonly LogLine[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ source, text: line }));
}
