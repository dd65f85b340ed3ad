import { asArray, at, numberAt, textAt } from '../../http/json.ts';
import { type ControllerApi, entriesOf } from '../controller/api.ts';

/** A pod in which a command runs. */
export interface RunPod {
  readonly name: string;
  /** `down`: it has ended well; `crashed`: it has not. Before it begins, a raw Kubernetes reason. */
  readonly state: string;
}

/** How a command's container ended. */
export interface End {
  readonly exitCode: number | undefined;
  /** Kubernetes' word: `Error`, `OOMKilled`. */
  readonly reason: string | undefined;
}

/** Pods of one-off commands, those that have ended included, as long as they are kept; of a dryccfile's `run` steps, too. */
export async function listRunPods(api: ControllerApi, app: string): Promise<readonly RunPod[]> {
  const doing = `reading the pods of ${app}`;
  const pods = entriesOf(await api.get(`apps/${app}/pods/`, doing, 'results'), readPod, doing);
  return pods.filter(({ type }) => type === 'run');
}

function readPod(value: unknown): (RunPod & { readonly type: string | undefined }) | undefined {
  const [name, state] = [textAt(value, 'name'), textAt(value, 'state')];
  return name === undefined || state === undefined ? undefined : { name, state, type: textAt(value, 'type') };
}

/** The words that a pod hands to its image; undefined: it is gone. */
export async function wordsOf(api: ControllerApi, app: string, pod: string): Promise<readonly unknown[] | undefined> {
  const container = await describe(api, app, pod);
  return container === undefined ? undefined : asArray(at(container, 'args'));
}

export async function endOf(api: ControllerApi, app: string, pod: string): Promise<End> {
  const ended = at(await describe(api, app, pod), 'state', 'terminated');
  return { exitCode: numberAt(ended, 'exitCode'), reason: textAt(ended, 'reason') };
}

/** Undefined: it is gone, which is a 400 there. */
async function describe(api: ControllerApi, app: string, pod: string): Promise<unknown> {
  const doing = `reading the pod ${pod}`;
  const answer = await api.call('GET', `apps/${app}/pods/${encodeURIComponent(pod)}/describe/`);
  if (answer.status === 400 && /not found/.test(answer.words)) return undefined;
  const found = asArray(at(answer.json, 'results'))[0];
  if (answer.status !== 200 || found === undefined) throw api.refusal(answer, doing);
  return found;
}
