/** The domain under which the sandbox's router gives every app a host. */
export const platformDomain = 'apps.sandbox.test';

/** What a router answers for a host: which app, from which image, by which pod. */
export interface Served {
  readonly app: string;
  readonly image: string;
  readonly pod: string;
}

/** What a router answers: with a pod of an app, or by itself, with an error. */
export type Routed = Served | { readonly status: number };

/** The pod that answers; undefined: the router does. */
export function servedBy(routed: Routed): Served | undefined {
  return 'status' in routed ? undefined : routed;
}

/** Whether one of an app's domains stands for this host; a domain without a dot is a name under the platform's. */
export function hasHost(domains: readonly string[], host: string): boolean {
  const wanted = host.replace(/:\d+$/, '').toLowerCase();
  return domains.some((domain) => {
    const full = domain.includes('.') ? domain : `${domain}.${platformDomain}`;
    return full.startsWith('*.') ? wanted.endsWith(full.slice(1)) : full === wanted;
  });
}
