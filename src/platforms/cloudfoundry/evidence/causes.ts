import { appHintFor } from '../../app-causes.ts';

/** What to do when a registry takes no more pulls of people without a login. */
export const anonymousLimit =
  'The registry limits anonymous pulls, and the platform’s address has used them up. Give registry-username and registry-password.';

/** Known causes of failures, told from foreign words. The words vary by version, so they only ever give hints. */
const known: readonly { readonly words: RegExp; readonly hint: string }[] = [
  {
    words: /exec format error/i,
    hint: 'The image was built for another processor. Build it for linux/amd64: docker build --platform linux/amd64.',
  },
  {
    words: /toomanyrequests|too many requests to registry|rate limit/i,
    hint: anonymousLimit,
  },
  {
    words: /unauthorized|authentication required|access (forbidden|denied)|denied: |requested access|\b40[13]\b/i,
    hint: 'The platform could not log in to the registry. Check registry-username and registry-password: they must be valid as long as the app runs, so a job’s GITHUB_TOKEN is not enough.',
  },
  {
    words: /manifest unknown|name unknown|repository .*not found|not found: manifest/i,
    hint: 'The registry does not know the image. Was it pushed to the place that image names, and not removed since?',
  },
  {
    words: /unsupported schema version/i,
    hint: 'This platform cannot read attestations in an image. Build with: docker buildx build --provenance=false --sbom=false.',
  },
  {
    words: /x509|certificate/i,
    hint: 'The cells do not trust the certificate at the other end. The operator can make its authority known to them.',
  },
  {
    words: /start command not specified|no start command/i,
    hint: 'Add a CMD or ENTRYPOINT to the Dockerfile.',
  },
  {
    words: /out of memory|status 137|\boom/i,
    hint: 'The app used more memory than it has. Raise the input memory, or limit what the runtime takes (heap size).',
  },
  {
    words: /exceeds image quota|disk limit is smaller|no space left|disk quota/i,
    hint: 'The image or what the app writes does not fit its disk. Raise the input disk.',
  },
  {
    words: /ECONNREFUSED|connection refused.*(\d+\.){3}\d+|could not connect to server/i,
    hint: 'A service that the app needs did not answer: is it bound to the app, and may the app reach it (security groups)?',
  },
  {
    words: /ENOTFOUND|EAI_AGAIN|no such host|name or service not known/i,
    hint: 'The app looks for a host that DNS does not know: check the address of the service in its environment.',
  },
  {
    words: /EADDRINUSE|address already in use/i,
    hint: 'The app listens on a port that is taken. It must listen on $PORT, once.',
  },
  {
    words: /EACCES.*listen|listen.*EACCES|bind.*permission denied|permission denied.*bind/i,
    hint: 'The app may not listen on this port. Use $PORT, or a port from 1024 up.',
  },
  {
    words: /never healthy|health ?check|startup check|readiness check|failed to make (tcp|http) /i,
    hint: 'The app must listen on $PORT, on all interfaces (0.0.0.0), on every port that the image exposes, before the health check’s time-out.',
  },
  {
    words: /missing docker|invalid docker registry address|invalid reference format|InvalidDockerURI/i,
    hint: 'The platform cannot read the name of the image. If docker can, this Cloud Foundry is too old for digests (CAPI 1.184 and 1.185 are): ask the operator which it runs.',
  },
  {
    words: /staging time ?expired/i,
    hint: 'The platform has given the build up. Is the registry quick enough for it? Try again; if it stays so, ask the operator.',
  },
  {
    words: /An unexpected error has occurred/,
    hint: 'The Cloud Controller itself has stumbled. Try again; if it stays so, the operator finds why in its log.',
  },
  {
    words: /insufficient resources/i,
    hint: 'No cell of the platform has room for the instance. Ask for less memory or disk, or ask the operator.',
  },
  {
    words: /quota_exceeded|_limit_exceeded/i,
    hint: 'The quota of the space or the organization has no room for one more instance. Free memory or instances, or ask for a larger quota.',
  },
  {
    words: /unable to communicate to compatible cells/i,
    hint: 'The platform does not reach its own cells. Try again; if it stays so, ask the operator.',
  },
  {
    words: /no compatible cell/i,
    hint: 'No cell of the platform can run this app (stack, isolation segment). Ask the operator.',
  },
  {
    words:
      /cannot find module|module ?not ?found|no such file or directory|executable file not found|not found in \$PATH/i,
    hint: 'The image lacks a file that its start command needs. Run the image locally to see the same.',
  },
  {
    words: /configured to run as the root user/i,
    hint: 'Kubernetes runs no image as root there. Add a USER line with a number other than 0 to the Dockerfile: USER 1000.',
  },
  {
    words: /as root user, which is not permitted/i,
    hint: 'This Cloud Foundry runs no image as root. Add a USER line with another user to the Dockerfile.',
  },
  {
    words: /i\/o timeout|context deadline exceeded|dial tcp|network is unreachable/i,
    hint: 'The cells could not reach the other end from their network. For a registry: is it open to them, and allowed by the staging security groups?',
  },
];

/** What to check or change, given words of the platform, the registry or the app; the first that says something wins. */
export function hintFor(...words: readonly (string | undefined)[]): string | undefined {
  for (const text of words) {
    if (text === undefined) continue;
    const hint = appHintFor(text) ?? known.find((candidate) => candidate.words.test(text))?.hint;
    if (hint !== undefined) return hint;
  }
  return undefined;
}
