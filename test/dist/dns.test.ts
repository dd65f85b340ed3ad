import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { PlatformName } from '../../sandbox/inputs.ts';
import { expectRefused, type Refusal } from '../support/endings.ts';
import { type Stage, startStage } from '../support/stage.ts';

/**
 * A DNS that knows a name not, that gives no answer, and that is silent, as the bundle meets them: by the resolver of this
 * machine, told by its own variables to ask nobody (resolv.conf(5)) or to read first from somewhere where nothing comes
 * (hostname(7): of a name without a dot).
 */

const withoutGlibc = process.env['CI'] !== 'true' && !hasGlibc();

const askNobody = { RES_OPTIONS: 'attempts:0' };
const unanswered: Omit<Refusal, 'cause'> = {
  remedy: /Run the job again\. If it fails here again: .* does the name server of this runner work\?/,
};
/** The pauses between four tries, and some time for the machine. Milliseconds of the run's time. */
const withinMs = 30_000;

let stage: Stage;
let folder: string;
let image: string;
beforeAll(async () => {
  stage = await startStage();
  folder = mkdtempSync(join(tmpdir(), 'dns-'));
  const published = { repository: 'team/web', tag: '1', format: 'docker', user: '1000' } as const;
  image = (await stage.sandbox.registry.publish(published)).reference;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stage.close();
});

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

/** Where nothing comes when it is read: whoever opens it waits for somebody who writes. */
function silence(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

const platforms: readonly PlatformName[] = ['cloudfoundry', 'deis', 'deis-v1', 'drycc'];

test.each(platforms)('%s: a name that DNS does not know is not asked for again', async (platform) => {
  const step = await stage.deploy(platform, { app: 'webapp', image, api: 'https://api.no-such-place.invalid' });
  expectRefused(stage, platform, step, {
    // A machine without any DNS gives no answer.
    cause:
      /api\.no-such-place\.invalid\/.*: (?:the name api\.no-such-place\.invalid is not known to DNS|DNS gave no answer)/,
    remedy: /Check the spelling of the host name|does the name server of this runner work/,
  });
});

test.skipIf(withoutGlibc).each(platforms)('%s: a DNS without an answer is asked a few times', async (platform) => {
  const inputs = { app: 'webapp', image, api: 'https://api.example.org' };
  const step = await stage.deploy(platform, inputs, { env: askNobody });
  expectRefused(stage, platform, step, { cause: /DNS gave no answer for api\.example\.org/, ...unanswered });
  expect(secondsOf(step.log) * 1_000).toBeLessThan(withinMs);
});

test.skipIf(withoutGlibc)('both names without an answer: each is named', async () => {
  const inputs = { app: 'webapp', image: 'registry.example.org/team/web:1', api: 'https://api.example.org' };
  const step = await stage.deploy('drycc', inputs, { env: askNobody });
  expect(step.outputs, step.log).toMatchObject({ verdict: 'failed' });
  const [cause, besides] = step.annotations[0]?.message.split('\n') ?? [];
  for (const name of ['api.example.org', 'registry.example.org']) {
    expect(`${cause}\n${besides}`).toContain(`DNS gave no answer for ${name}`);
  }
  expect(step.annotations).toHaveLength(1);
});

test.skipIf(withoutGlibc).each(platforms)('%s: a silent DNS is left, and named', async (platform) => {
  const step = await stage.deploy(
    platform,
    { app: 'webapp', image, api: 'https://controller' },
    { env: { HOSTALIASES: silence(platform) }, time: { ...stage.time, deadlines: 200 } },
  );
  // Node would have waited for DNS, and the runner with it: it is ended by a signal.
  expect(step.exitCode, step.log).toBeNull();
  const refusal: Refusal = { cause: /DNS gave no answer for controller/, ...unanswered };
  expectRefused(stage, platform, { ...step, exitCode: 1 }, refusal);
});

test.skipIf(withoutGlibc)('a run that is cancelled while DNS is silent does not wait for it', async () => {
  const aliases = silence('cancelled');
  const running = stage.start(
    'deis',
    { app: 'webapp', image, api: 'https://controller' },
    { env: { HOSTALIASES: aliases } },
  );
  // As soon as somebody reads; nothing is written.
  const asked = await vi.waitFor(() => openSync(aliases, constants.O_WRONLY | constants.O_NONBLOCK), 20_000);
  running.cancel();
  const step = await running.done;
  closeSync(asked);
  expect(step, step.log).toMatchObject({ exitCode: null, complaints: [], outputs: { verdict: 'cancelled' } });
  // The runner's second signal comes after 7.5 s, and ends nothing.
  expect(running.process.signalCode).toBe('SIGKILL');
  expect(step.tookMs).toBeLessThan(7_000);
});

test.skipIf(withoutGlibc)(
  'a proxy whose name DNS does not answer for is the culprit, without its password',
  async () => {
    const env = { ...askNobody, https_proxy: 'http://ci:Pr0xyPassw0rd@proxy.example.org:3128' };
    const step = await stage.deploy('deis', { app: 'webapp', image, api: 'https://api.example.org' }, { env });
    expectRefused(stage, 'deis', step, {
      cause: /the proxy of this runner could not be reached \(getaddrinfo EAI_AGAIN proxy\.example\.org\)/,
      remedy: /https_proxy or http_proxy/,
    });
    expect(step.raw.replace(/^::add-mask::.*$/gm, '')).not.toMatch(/Pr0xyPassw0rd|Deprecat/);
  },
);

/** What the last line of a run that failed says it took: `· 4.2 s`. */
function secondsOf(log: string): number {
  return Number(/^✖ failed .* · ([\d.]+) s$/m.exec(log)?.[1] ?? Number.NaN);
}
