import { detail, leftOut } from '../controller/answers.ts';
import { type Pull, PullError, type PulledImage } from '../image.ts';
import { serverError } from './framework.ts';
import type { App, Release } from './records.ts';
import type { Timings } from './timings.ts';
import { EnvironmentError, type Worker } from './worker.ts';

/** What machines pull: an image with the release's environment in a layer of its own. */
export interface ReleaseImage {
  readonly pulled: PulledImage;
  readonly environment: Readonly<Record<string, string>>;
}

/** Names of the platform's own parts, which no image may have in its name, wherever they stand. */
const components = [
  ...['builder', 'cache', 'controller', 'database', 'logger', 'logspout', 'publisher', 'registry', 'router'],
  ...['store-admin', 'store-daemon', 'store-gateway', 'store-metadata', 'store-monitor', 'swarm'],
  ...['mesos-master', 'mesos-marathon', 'mesos-slave', 'zookeeper'],
];

/**
 * The Docker daemon beside the controller, and the registry that is the platform's own: `controller/registry/dockerclient.py`
 * over docker-py 1.7. A release's image is copied before anything is started from it, at every change of its config too.
 */
export class Docker {
  /** By `app:v3`. An image stays when its release is deleted, until the version is given again. */
  readonly images = new Map<string, ReleaseImage>();
  readonly #pull: Pull;
  readonly #timings: Timings;
  #busy = false;

  constructor(pull: Pull, timings: Timings) {
    this.#pull = pull;
    this.#timings = timings;
  }

  /**
   * Pulls what the build names, and pushes it under the release's name.
   *
   * @throws EnvironmentError nothing was published, and the release goes on all the same
   * @throws Refusal 403 for a name of the platform's own; 500 when the image cannot be pulled, which nobody catches
   */
  async publish(worker: Worker, app: App, release: Release): Promise<void> {
    if (release.build === undefined) throw new EnvironmentError('No build associated with this release to publish');
    const { image } = release.build;
    const { repository, tag } = parsed(image.includes(':') ? image : `${image}:latest`);
    if (components.some((component) => repository.includes(`deis/${component}`))) {
      throw detail(403, `Repository name ${repository} is not allowed`);
    }
    const pulled = await this.#exclusively(worker, () => this.#fetch(worker, image));
    // The name that it is tagged by is put together with a colon, whatever it was taken apart by. Docker knows no such
    // image then; the words are not a real server's, and stand in the app's log alone.
    if (tag === undefined || tag.includes(':')) {
      throw new EnvironmentError(
        `404 Client Error: Not Found ("could not find image: no such id: ${repository}:${tag ?? 'None'}")`,
      );
    }
    const version = `v${release.version}`;
    const values = { ...release.config.values, DEIS_APP: app.id, DEIS_RELEASE: version };
    const environment = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, written(value)]));
    await worker.sleep(this.#timings.push);
    this.images.set(`${app.id}:${version}`, { pulled, environment });
  }

  async #fetch(worker: Worker, image: string): Promise<PulledImage> {
    const began = worker.now();
    const settle = (duration: number) => worker.sleep(Math.max(0, duration - (worker.now() - began)));
    try {
      const pulled = await this.#pull(image);
      await settle(this.#timings.pull);
      return pulled;
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      await settle(this.#timings.pullFailure);
      throw serverError();
    }
  }

  /** `/tmp/controller-pull`: one pull at a time, of all apps. */
  async #exclusively<T>(worker: Worker, work: () => Promise<T>): Promise<T> {
    while (this.#busy) await worker.sleep(this.#timings.poll / 10);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }
}

/**
 * What becomes of a value on its way through the Dockerfile, as `NAME="…"`: Python's `unicode-escape`, of which Docker
 * undoes nothing but the quotes (`build` of `registry/dockerclient.py`).
 *
 * @throws Refusal 599 for what Docker would put something else in the place of, or could not read
 */
function written(value: string): string {
  if (/[$]|\\(?:"|$)/.test(value)) throw leftOut('a variable with $, or a backslash before a quote or at its end');
  return value.replace(/[^ -~]|\\/gu, (sign) => {
    const known = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[sign];
    const code = sign.codePointAt(0) ?? 0;
    const [letter, digits] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
    return known ?? `\\${letter}${code.toString(16).padStart(Number(digits), '0')}`;
  });
}

/** `docker.utils.parse_repository_tag` of docker-py 1.7. */
function parsed(image: string): { readonly repository: string; readonly tag: string | undefined } {
  for (const sign of ['@', ':']) {
    const at = image.lastIndexOf(sign);
    const rest = image.slice(at + 1);
    if (at >= 0 && !(sign === ':' && rest.includes('/'))) return { repository: image.slice(0, at), tag: rest };
  }
  return { repository: image, tag: undefined };
}
