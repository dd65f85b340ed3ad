import type { Deployment } from '../api/deployment.ts';
import type { Process } from '../api/process.ts';

/** A deployment that goes forward, if any: the app has its droplet already, and nobody has seen that serve. */
export function underWay(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.find(({ value, reason }) => value === 'ACTIVE' && reason !== 'CANCELING');
}

/**
 * The droplet that serves: the app's own, but while a deployment is under way the one from before it, and from before all
 * that it took over from.
 *
 * @param current what the app has
 */
export function provenDroplet(current: string | undefined, deployments: readonly Deployment[]): string | undefined {
  const active = underWay(deployments);
  if (active?.previousDropletGuid === undefined) return current;
  let guid = active.previousDropletGuid;
  for (const seen = new Set<string>(); !seen.has(guid); ) {
    seen.add(guid);
    const ofIt = deployments.filter(({ dropletGuid }) => dropletGuid === guid);
    if (ofIt.some(({ reason }) => reason === 'DEPLOYED')) return guid;
    guid = ofIt.find(({ reason }) => reason === 'SUPERSEDED')?.previousDropletGuid ?? guid;
  }
  return guid;
}

/** The web process that serves: the only one; while a deployment is under way the oldest, which it replaces at last. */
export function provenWeb(processes: readonly Process[], deployments: readonly Deployment[]): Process | undefined {
  const webs = processes
    .filter(({ type }) => type === 'web')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  const active = underWay(deployments);
  return active === undefined ? webs.at(-1) : (webs.find(({ guid }) => guid !== active.newWeb) ?? webs[0]);
}
