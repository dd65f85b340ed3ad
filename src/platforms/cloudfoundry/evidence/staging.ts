import { errorLine } from '../../app-log.ts';
import { anonymousLimit, hintFor } from './causes.ts';

/** What is known of a build that failed. */
export interface StagingFailure {
  /** `StagingError - Staging error: staging failed`; undefined: the platform gives no reason. */
  readonly error: string | undefined;
  /** What the log of the build says, as of `stagingReason`. */
  readonly reason: string | undefined;
}

/**
 * The registry's own words in the log of a failed staging: what follows `due to` on the builder's last line of that
 * kind (dockerapplifecycle `builder`); else its last line that looks like an error. Undefined: the log says nothing.
 */
export function stagingReason(
  lines: readonly { readonly text: string; readonly stderr: boolean }[],
): string | undefined {
  const dueTo = lines.flatMap(({ text }) => /\bdue to (.+)$/s.exec(text)?.[1] ?? []).at(-1);
  if (dueTo !== undefined) return dueTo.trim();
  const noise = /^(Exit status|Staging\b|Staging Failed)/;
  return errorLine(lines.filter(({ text }) => !noise.test(text)));
}

/**
 * The platform had no cell for the build, or did not reach one: no registry was asked (cloud_controller_ng
 * `failure_reason_sanitizer.rb`, `build_model.rb`, `errors/v2.yml`). "staging failed" stands for whatever else went wrong.
 */
const stumbled =
  /^InsufficientResources\b|^StagerError\b|\b(?:stager|runner) (?:error|is unavailable)\b|unable to communicate to compatible cells/i;
/** As the log of the build says it (executor `storenode.go`). */
const noContainer = /^Cell \S+ failed to create container for instance /;
/** Words of containers/image, which reads images for the platform (`docker_client.go`, `errors.go`), or of the registry. */
const limited =
  /toomanyrequests|too many requests to registry|rate limit|(?:HTTP status:?|StatusCode:|status code from registry) 429\b/i;
const troubled = /(?:HTTP status:?|StatusCode:|status code from registry) 5\d\d\b/i;
/** Docker Hub limits logins, too, and each further one with a wrong password counts. */
const lockedOut = /failed login attempts/i;

type Kind = 'platform' | 'registry limit' | 'registry trouble' | 'locked out' | 'other';

function kindOf({ error, reason }: StagingFailure): Kind {
  if (stumbled.test(error ?? '') || noContainer.test(reason ?? '')) return 'platform';
  if (reason === undefined) return 'other';
  if (lockedOut.test(reason)) return 'locked out';
  if (limited.test(reason)) return 'registry limit';
  return troubled.test(reason) ? 'registry trouble' : 'other';
}

/** Whether the same package may well be staged a little later. What a registry refuses it refuses again. */
export function mayPass(failure: StagingFailure): boolean {
  const kind = kindOf(failure);
  return kind === 'platform' || kind === 'registry limit' || kind === 'registry trouble';
}

/**
 * What to do about it.
 *
 * @param image `host/path@sha256:…`
 * @param hasLogin whether the platform has been given one for the registry
 */
export function stagingHint(
  failure: StagingFailure,
  { image, hasLogin }: { readonly image: string; readonly hasLogin: boolean },
): string {
  const { error, reason } = failure;
  switch (kindOf(failure)) {
    case 'platform':
      return (
        hintFor(error) ??
        'This looks like trouble of the platform. Try again; if it stays so, give this line to the operator.'
      );
    case 'registry limit':
      if (hasLogin) {
        return 'The registry limits what this login may pull, and it is used up. Try again later, give a login with a higher limit, or deploy the image from a mirror or another registry.';
      }
      return image.startsWith('docker.io/')
        ? 'Docker Hub counts pulls without a login by address, over hours, and all apps of the platform share one. Give registry-username and registry-password (an access token that can only read), or deploy the image from a mirror or another registry.'
        : anonymousLimit;
    case 'registry trouble':
      return 'The registry has trouble of its own. Try again; if it stays so, look at its status page, or ask its operator.';
    case 'locked out':
      return 'The registry was given a wrong login too often, and takes none for a while. Correct registry-username and registry-password, and wait some minutes.';
    case 'other':
      return (
        hintFor(reason, error) ??
        'The platform reads the image again, from its own network and with registry-username and registry-password. cf logs APP --recent may say more.'
      );
  }
}
