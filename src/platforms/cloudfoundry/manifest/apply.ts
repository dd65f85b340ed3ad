import { asArray, at, numberAt, textAt } from '../../../http/json.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import { required } from '../api/fields.ts';
import { finishJob, type Waiting } from '../api/job.ts';
import type { Sidecar, Undo } from './change.ts';
import { differences, documentOf, type Rest } from './difference.ts';

/** Brokers apart, to which no manifest of ours leads, a job of this kind takes seconds. Milliseconds. */
const limitMs = 5 * 60_000;

/** Which app, by name and by guid, in which space. */
export interface Applied {
  readonly app: string;
  readonly appGuid: string;
  readonly spaceGuid: string;
}

/** Has the server apply it. What an earlier step of it has done stays done when a later one is refused. */
export async function applyManifest(waiting: Waiting, { app, spaceGuid }: Applied, rest: Rest): Promise<void> {
  const doing = 'apply the manifest';
  const path = `/v3/spaces/${spaceGuid}/actions/apply_manifest`;
  const document = documentOf(app, rest);
  const job = await waiting.api.order('POST', path, doing, document, 'safe', 'application/x-yaml');
  if (job !== undefined) await finishJob(waiting, job, doing, limitMs);
}

/** Has it as before, as far as that is not so already. Returns whether there was anything to do. */
export async function undoManifest(waiting: Waiting, applied: Applied, undo: Undo): Promise<boolean> {
  const { api } = waiting;
  const { app, appGuid, spaceGuid } = applied;
  const isEmpty = Object.keys(undo.rest).length === 0;
  const differ = isEmpty ? [] : await differences(api, spaceGuid, app, undo.rest);
  const isBack = differ !== undefined && differ.length === 0;
  if (!isBack) await applyManifest(waiting, applied, undo.rest);
  const added = undo.sidecars.length === 0 ? [] : await sidecarsOf(api, appGuid);
  const ours = added.filter(({ name }) => undo.sidecars.includes(name));
  for (const { guid, name } of ours) {
    await api.write('DELETE', `/v3/sidecars/${guid}`, `delete the sidecar ${name}`, undefined, 'safe');
  }
  return !isBack || ours.length > 0;
}

/** Processes that run beside the app's own, in its containers. */
export async function sidecarsOf(api: CloudController, appGuid: string): Promise<readonly Sidecar[]> {
  const path = `/v3/apps/${appGuid}/sidecars`;
  return (await api.list(path, 'read the sidecars', { per_page: '200' })).map((json) => ({
    guid: required(json, 'sidecar', 'guid'),
    name: textAt(json, 'name') ?? '',
    command: textAt(json, 'command') ?? '',
    processTypes: asArray(at(json, 'process_types')).filter((type) => typeof type === 'string'),
    memoryMb: numberAt(json, 'memory_in_mb'),
  }));
}
