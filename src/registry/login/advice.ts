/** By the registry's host: what its logins look like in a workflow, in one sentence. */
const advice: readonly (readonly [host: RegExp, sentence: string])[] = [
  [/^docker\.io$/, 'For Docker Hub that is your user name and an access token with read access.'],
  [
    /^ghcr\.io$/,
    'For ghcr.io that is any user name and a classic token with read:packages; a GITHUB_TOKEN reads only packages whose settings ("Manage Actions access") list this repository.',
  ],
  [/^public\.ecr\.aws$/, 'For ECR Public that is AWS and what `aws ecr-public get-login-password` prints.'],
  // Hosts that access keys are exchanged for: `ecrRegistry` in ecr.ts.
  [
    /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
    'For ECR that is the access key of an IAM user (id and secret), or AWS and what `aws ecr get-login-password` prints, which works for 12 hours.',
  ],
  [
    /\.dkr[.-]ecr[.-].*\.(?:amazonaws\.eu|on\.aws)$/,
    'For ECR that is AWS and what `aws ecr get-login-password` prints, which works for 12 hours.',
  ],
  [
    /(?:^|\.)gcr\.io$|-docker\.pkg\.dev$/,
    'For Artifact Registry that is _json_key and the key file of a service account that has the role "Artifact Registry Reader".',
  ],
  [/\.azurecr\.(?:io|cn|us)$/, 'For Azure that is a service principal’s id and secret, or a token of the registry.'],
  [/^quay\.io$/, 'For Quay that is a robot account (`organisation+name`) and its token.'],
  [/^registry\.gitlab\.com$/, 'For GitLab that is a deploy token with read_registry.'],
];

/** What to use as a login for the registry at `domain`; empty where nothing special is known. */
export function loginAdvice(domain: string): string {
  const host = domain.toLowerCase().replace(/:\d+$/, '');
  return advice.find(([pattern]) => pattern.test(host))?.[1] ?? '';
}
