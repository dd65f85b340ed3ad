import { duration } from '../duration.ts';
import { ActionError } from '../errors.ts';
import { defaultMaxBytes, type Http } from '../http/http.ts';
import { familiarName, type ImageReference } from '../image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { corrupt } from './documents/document.ts';
import { decoded } from './encoding.ts';
import { withRegistryHint } from './errors.ts';

/** For all that is asked of one image: each request has a limit of its own, but there may be many. Milliseconds. */
const longestInspection = 120_000;
/** Of all answers about one image, unpacked. Real ones have some tens of kilobytes. Bytes. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Does `task` with an access that ends it after two minutes, by the access's clock, and after 32 MiB of answers. Its HTTP
 * unpacks what was compressed unasked, and its errors say what to do. No timer is left behind.
 *
 * @throws ActionError `REGISTRY_TIMEOUT`, `IMAGE_CORRUPT` (too much to read), `HTTP_BODY` (a body that cannot be unpacked),
 * and what `task` throws
 */
export async function withinLimits<T>(
  reference: ImageReference,
  access: RegistryAccess,
  task: (access: RegistryAccess) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const deadline = access.clock.now() + longestInspection;
  access.clock.sleep(longestInspection, AbortSignal.any([access.signal, done.signal])).then(
    () => {
      // A clock that is woken early has not run out.
      if (access.clock.now() >= deadline) over.abort(timeout(reference));
    },
    () => undefined, // woken by the end of the task, or by that of the run, which the task hears of itself
  );
  try {
    return await task({
      ...access,
      http: rationed(access.http, reference),
      signal: AbortSignal.any([access.signal, over.signal]),
    });
  } finally {
    done.abort();
  }
}

function timeout(reference: ImageReference): ActionError {
  const name = familiarName(reference);
  return new ActionError(
    'REGISTRY_TIMEOUT',
    `${reference.domain} did not say what ${name} is within ${duration(longestInspection)}.`,
    { hint: 'Is the registry slow, or hard to reach from this runner? Run the job again.' },
  );
}

function rationed(http: Http, reference: ImageReference): Http {
  let left = mostBytes;
  return {
    async send(request) {
      try {
        const response = decoded(await http.send(request), request.maxBytes ?? defaultMaxBytes);
        left -= response.body.length;
        if (left >= 0) return response;
      } catch (error) {
        throw withRegistryHint(error);
      }
      throw corrupt(familiarName(reference), `it takes more than ${mostBytes / 1024 / 1024} MiB to read what it is`);
    },
  };
}
