import { createHash } from 'node:crypto';

/** A service account's token as Kubernetes makes them out: a JWT, the same at every start. Nobody checks its signature. */
function tokenOf(name: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: ['https://kubernetes.default.svc.cluster.local'],
    iss: 'https://kubernetes.default.svc.cluster.local',
    sub: accountName(name),
  };
  const head = `${part({ alg: 'RS256', kid: 'sandbox' })}.${part(claims)}`;
  return `${head}.${createHash('sha512').update(head).digest('base64url')}`;
}

export function accountName(name: string): string {
  return `system:serviceaccount:cf:${name}`;
}

/** Users that every sandbox starts with. */
export const korifiSeeds = {
  /** SpaceDeveloper in org `acme`, spaces `prod` and `staging`. */
  deployer: { token: tokenOf('deployer') },
  /** Reads there, but no secrets and no logs (SpaceManager), and writes nothing. */
  viewer: { token: tokenOf('viewer') },
  /** Known to Kubernetes, without any role of Cloud Foundry. */
  stranger: { token: tokenOf('stranger') },
} as const;
