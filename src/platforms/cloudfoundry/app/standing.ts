import type { Request } from '../../../inputs/request.ts';
import type { Instance, Observation, ProcessState, ReleaseRef } from '../../platform.ts';
import type { CloudController } from '../api/cloud-controller.ts';
import type { Deployment } from '../api/deployment.ts';
import type { Process } from '../api/process.ts';
import { statsFrom } from '../api/shapes.ts';
import { newestDeployments } from '../release/deployment.ts';
import { instanceOf } from '../release/instances.ts';
import { type AppView, revisionOf, webOf } from './app.ts';
import type { Service } from './services/find.ts';
import { revisedVariables } from './settings.ts';

/** What is held to be there: the release that was read, and the instances that it ought to have. */
interface Expected {
  readonly release: ReleaseRef | undefined;
  readonly processes: readonly ProcessState[];
}

type Asked = Pick<Request, 'settings' | 'envMode'>;

/**
 * Whether the app as it was read serves: its instances, and whether they were started with what it has now. An app can be
 * given another droplet, command or variables without a restart; what runs keeps what it was started with, and that is
 * in the revision (API docs, "Revisions"). A health check is in no revision: there the app's own word is taken.
 *
 * Requests, side by side: deployments, stats of every process that wants instances, the revision, and its variables where
 * variables are asked for. None at all while a deployment is under way.
 *
 * @param more what else was asked for: what is known to speak against it, one clause, and the services that are bound
 */
export async function lookAtStanding(
  api: CloudController,
  view: AppView,
  { release, processes }: Expected,
  asked: Asked,
  more: { readonly doubted: string | undefined; readonly services: readonly Service[] },
): Promise<Observation> {
  const web = webOf(view);
  const seen = { release, previous: [], wanted: processes, crashes: 0 };
  const doubt = (message: string) => ({ message, certain: true });
  const busy = (deployment: Deployment): Observation => {
    const problem = doubt(`another deployment (${deployment.guid.slice(0, 8)}) is under way`);
    return { ...seen, phase: 'moving', instances: [], problem };
  };

  const underWay = view.deployments.find(isActive);
  if (underWay !== undefined) return busy(underWay);
  const [deployments, instances, unlike] = await Promise.all([
    newestDeployments(api, view.app.guid),
    instancesOf(api, view, web, processes),
    startedOtherwise(api, view, web, asked, more.services),
  ]);
  const begun = deployments.find((one) => isActive(one) || !view.deployments.some(({ guid }) => guid === one.guid));
  if (begun !== undefined) return busy(begun);
  const why = unlike ?? more.doubted;
  return { ...seen, phase: 'done', instances, ...(why === undefined ? {} : { problem: doubt(why) }) };
}

function isActive(deployment: Deployment): boolean {
  return deployment.value === 'ACTIVE';
}

/** Of web those of the newest process alone: no deployment is under way, so that there is no other. */
async function instancesOf(
  api: CloudController,
  view: AppView,
  web: Process | undefined,
  processes: readonly ProcessState[],
): Promise<readonly Instance[]> {
  const types = new Set(processes.map(({ type }) => type));
  const looked = view.processes.filter(
    (process) => types.has(process.type) && (process.type !== 'web' || process.guid === web?.guid),
  );
  const lists = await Promise.all(
    looked.map(async ({ guid, type }) => {
      const stats = await api.find(`/v3/processes/${guid}/stats`, 'read the state of the instances');
      return stats === undefined ? [] : statsFrom(stats).map((entry) => instanceOf(type, entry));
    }),
  );
  return lists.flat();
}

/** What the instances were not started with, one clause. */
async function startedOtherwise(
  api: CloudController,
  view: AppView,
  web: Process | undefined,
  { settings, envMode }: Asked,
  services: readonly Service[],
): Promise<string | undefined> {
  const revisionGuid = web?.revisionGuid;
  const [{ droplet, at }, variables] = await Promise.all([
    started(api, view, web),
    settings.env === undefined ? undefined : revisedVariables(api, revisionGuid),
  ]);
  if (droplet === undefined) return 'Cloud Foundry does not tell which image the instances were started with';
  if (droplet !== view.droplet?.guid) return 'the instances were started with another image than the app has now';
  if (settings.command !== undefined && view.command?.inRevision !== true) {
    return 'it is not certain that the instances were started with this command';
  }
  const late = services.find(({ binding }) => (binding?.updatedAt ?? '') > at);
  if (late !== undefined) return `it is not certain that the instances were started with the service ${late.name}`;
  if (settings.env === undefined) return undefined;
  if (variables === undefined) return 'Cloud Foundry does not tell which variables the instances were started with';
  const asked = settings.env;
  const others = envMode === 'replace' && [...variables.keys()].some((name) => !asked.has(name));
  const same = !others && [...asked].every(([name, value]) => variables.get(name) === value);
  return same ? undefined : 'the instances were started with other variables';
}

/**
 * The droplet by the revision; for an app that keeps none, by the deployment that made the web process. And a time at which
 * the instances had not been started yet: both are made just before. A restart makes neither.
 */
async function started(
  api: CloudController,
  view: AppView,
  web: Process | undefined,
): Promise<{ readonly droplet: string | undefined; readonly at: string }> {
  const madeAt = web?.createdAt ?? '';
  if (web?.revisionGuid === undefined) {
    const deployment = view.deployments.find(({ newWeb, reason }) => newWeb === web?.guid && reason === 'DEPLOYED');
    return { droplet: deployment?.dropletGuid, at: madeAt };
  }
  const revision = await revisionOf(api, web.revisionGuid);
  const revisedAt = revision?.createdAt ?? '';
  return { droplet: revision?.dropletGuid, at: revisedAt > madeAt ? revisedAt : madeAt };
}
