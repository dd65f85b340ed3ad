import type { Request } from '../../../../inputs/request.ts';
import type { AppView } from '../app.ts';
import { portsOf, type Survey } from '../survey.ts';
import { gapsIn, routeSteps } from './change.ts';

/**
 * Why an app whose routes show what was asked for may not serve so, one clause: a route may lead to the port only because
 * the image exposes it as the lowest of several, and instances keep the ports that they were started with.
 *
 * @param next TCP ports that the image exposes, ascending
 */
export function portDoubt(
  view: AppView,
  survey: Survey,
  request: Pick<Request, 'settings' | 'routesMode'>,
  next: readonly number[],
): string | undefined {
  const { routes = [], port } = request.settings;
  const steps = routeSteps(view, request, survey.sites, portsOf(view, survey, request.settings), next);
  if (steps.length > 0) return 'its routes do not name the port';
  const asked = [port, ...routes.map((route) => route.port)].filter((one) => one !== undefined);
  const { openPorts: open } = survey;
  return open === undefined || asked.every((one) => open.includes(one))
    ? undefined
    : 'the instances were started with other ports';
}

/** What is to be known of routes that are led to another port, a sentence for each. */
export function portGaps(
  view: AppView | undefined,
  survey: Survey,
  request: Pick<Request, 'settings' | 'routesMode'>,
  next: readonly number[],
): readonly string[] {
  const ports = portsOf(view, survey, request.settings);
  return gapsIn(routeSteps(view, request, survey.sites, ports, next), ports).map(
    (address) => `${address} leads nowhere until a new instance runs: the old ones do not listen on that port.`,
  );
}
