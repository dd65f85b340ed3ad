import type { Org } from '../model.ts';
import type { World } from '../world.ts';
import type { Domain } from './model.ts';

export function isShared(domain: Domain): boolean {
  return domain.org === undefined;
}

export function isUsableBy(domain: Domain, org: Org): boolean {
  return isShared(domain) || domain.org === org || domain.sharedWith.includes(org);
}

export function protocolOf(domain: Domain): 'http' | 'tcp' {
  return domain.routerGroup === undefined ? 'http' : 'tcp';
}

/** The org's first shared domain for HTTP, else the first one of its own (CCNG, organization.rb, default_domain). */
export function defaultDomain(world: World, org: Org): Domain | undefined {
  const fit = world.domains.filter((one) => !one.internal && protocolOf(one) === 'http');
  return fit.find(isShared) ?? fit.find((one) => one.org === org);
}
