import { appHintFor } from '../app-causes.ts';

/** What a user can check, by the words of a failure. First match wins. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /loopback address/,
    'The platform’s nodes cannot reach a registry on this machine: push the image to one that they can reach by name.',
  ],
  [
    /No nodes matched|Insufficient|FailedScheduling|Unschedulable/i,
    'The cluster has no node with room for this app, or none that fits its tags.',
  ],
  [
    /unauthorized|authentication required|denied|no basic auth|forbidden.*pull/i,
    'May the platform pull this image? Give `registry-username` and `registry-password`, with a login that lives on.',
  ],
  [
    /toomanyrequests|rate limit/i,
    'The registry limits anonymous pulls: give `registry-username` and `registry-password`.',
  ],
  [
    /manifest.*(not found|unknown)|image .*not found|ErrImagePull|ImagePullBackOff|(pull|pulling) (?:the )?image/i,
    'Can the cluster reach this registry, and is the image still there?',
  ],
  [/PORT (needs|can only)/, 'Give the `port` input: the port that the app listens on.'],
  [
    /Readiness probe failed|connection refused|Unhealthy/i,
    'Does the app listen on 0.0.0.0 at the port in the environment variable PORT? Set the `port` input to the port it uses.',
  ],
  [/exec format error/i, 'The image is for another processor than the cluster’s nodes: build it for linux/amd64.'],
  [/OOMKilled|out of memory/i, 'The app needs more memory than its limit on the platform allows.'],
  [
    /executable file not found|no such file or directory/i,
    'The start command is not in the image: check ENTRYPOINT, CMD and the Procfile’s commands (v2 runs those with /bin/bash).',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|could not connect|connection to .* failed/i,
    'The app cannot reach something that it needs: is its address set in the app’s config?',
  ],
  [
    /crash loop|Back-off restarting|stopped \d+ times|exit(ed)? (code|status)/i,
    'The app ends soon after its start: its own log says why.',
  ],
];

/** What to check or change, given words of the controller, the cluster or the app; the first that says something wins. */
export function hintFor(...texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    if (text === undefined) continue;
    const hint = appHintFor(text) ?? hints.find(([pattern]) => pattern.test(text))?.[1];
    if (hint !== undefined) return hint;
  }
  return undefined;
}
