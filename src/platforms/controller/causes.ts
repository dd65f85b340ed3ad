import { appHintFor } from '../app-causes.ts';

/** What a user can check, by the words of a failure. First match wins. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/reserved name/, 'This platform keeps that name for itself: choose another `app`.'],
  [
    /App name must|App IDs can only|valid "slug"|id: Ensure this field has no more/,
    'Choose another `app`: its name becomes one of Kubernetes and a part of its address.',
  ],
  [
    /already exists as a namespace/,
    'A Kubernetes namespace has that name, which may be one that is just being deleted: choose another `app`, or try again in some minutes.',
  ],
  [
    /^workspace: |Object with id=\S+ does not exist/,
    'Is `workspace` one that `drycc workspaces` lists for the user that the token belongs to?',
  ],
  [/Procfile but is missing/, 'Give the app’s Procfile: manifest: Procfile'],
  [
    /Process types can only|length of ptype|Container type \S+ does not exist/,
    'Process types are those of the Procfile: check its names.',
  ],
  [
    /exceeded quota/,
    'The app’s namespace has a quota: take less `memory` or fewer `instances`, or ask the operator for more.',
  ],
  [
    /Registry auth requires|Could not log into/,
    'The registry refuses the login that the app has: give `registry-username` and `registry-password` anew.',
  ],
  [
    /reserved by Deis/,
    'Push the image under another name, or give `registry-username` and `registry-password`: then the nodes pull it themselves.',
  ],
  [
    /push(ing)? (the )?image|error pushing/i,
    'The controller could not copy the image to its own registry. With `registry-username` and `registry-password` the nodes pull it themselves.',
  ],
  [
    /failed to (?:create|update|get|scale|delete) [\s\S]*: 50\d|Network Unreachable/i,
    'The controller could not reach Kubernetes. Try again later, or ask its operator.',
  ],
  [
    /object is not (?:iterable|subscriptable)|is not iterable|object has no attribute/,
    'An error in the controller’s own code, which says nothing about the image: its log has it. Try again, or ask its operator.',
  ],
  [
    /failed to create some containers/,
    'The machines could not make the containers: is there room for them? The operator’s fleetctl list-machines shows.',
  ],
  [
    /failed to respond to health check/,
    'Does the app answer 200 at the path HEALTHCHECK_URL of its config, soon enough (HEALTHCHECK_INITIAL_DELAY, HEALTHCHECK_TIMEOUT)?',
  ],
  [/Config changes already in progress/, 'Somebody else changes the app’s config right now. Try again.'],
  [/Config keys? (?:must|can)/, 'The input `env` has a name that the platform does not take.'],
  [/does not exist under/, 'Somebody else has changed the app’s config meanwhile. Run this job again.'],
  [/pipeline run state error/, 'The `run` step of the dryccfile failed: its own log says why.'],
  [/^dryccfile: |skip deploy/, 'The app’s dryccfile is not one that this Drycc takes: mend it with `drycc pull` once.'],
  [
    /^stack: |^values: could not validate/,
    'This version of Drycc wants requests in another form: which one runs there, and is the action up to date?',
  ],
  [/Repository name \S+ is not allowed/, 'Push the image under another name: that one is of a component of Deis.'],
  [/Memory limit format|limit plan \S+ does not exist/, 'The platform does not take this `memory`.'],
  [/^healthcheck: /, 'The platform does not take this `health-check`.'],
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
  [/PORT (needs|can only)|Expose a port/, 'Give the `port` input: the port that the app listens on.'],
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
