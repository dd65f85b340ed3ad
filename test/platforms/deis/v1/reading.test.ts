import { describe, expect, test } from 'vitest';
import { parseReference } from '../../../../src/image/reference.ts';
import { answerOf } from '../../../../src/platforms/controller/api.ts';
import type { Build } from '../../../../src/platforms/controller/releases.ts';
import { buildOrder } from '../../../../src/platforms/deis/build.ts';
import { busyWith, processesOf, publicUrl, servingRelease } from '../../../../src/platforms/deis/v1/app.ts';
import { stateAfter } from '../../../../src/platforms/deis/v1/build.ts';
import type { Container } from '../../../../src/platforms/deis/v1/containers.ts';
import { logOf } from '../../../../src/platforms/deis/v1/evidence.ts';
import { imageByTag } from '../../../../src/platforms/deis/v1/image.ts';
import { v1Mistakes } from '../../../../src/platforms/deis/v1/inputs.ts';
import { phaseOf } from '../../../../src/platforms/deis/v1/phase.ts';
import { timeOf, type V1Release } from '../../../../src/platforms/deis/v1/releases.ts';
import { ourBuild, ourRelease } from '../../../../src/platforms/deis/v1/rollout.ts';

const now = Date.UTC(2016, 3, 1, 12);
const minute = 60_000;
const release = (version: number, build: string | undefined, age = 60 * minute): V1Release => ({
  ...{ version, build, at: now - age, summary: `admin deployed ${build ?? 'nothing'}` },
});
const rows = (version: number, ...states: string[]): Container[] =>
  states.map((state, index) => ({ name: `cmd.${index + 1}`, type: 'cmd', release: version, state }));
const build = (uuid: string, image: string): Build => ({ uuid, image, procfile: {}, dryccfile: {}, sha: '' });

describe('what serves', () => {
  const list = [release(4, 'd'), release(3, 'c'), release(2, 'b'), release(1, undefined)];
  test.for<[string, readonly Container[], number | undefined]>([
    ['is what has containers that are up, not the newest release', rows(3, 'up'), 3],
    ['is the newest of two that are up', [...rows(3, 'up'), ...rows(4, 'up')], 4],
    ['is the old one while the new one starts', [...rows(3, 'up'), ...rows(4, 'down')], 3],
    ['is what would, where all is down', rows(3, 'down'), 3],
    ['of an app without containers is the newest with a build', [], 4],
  ])('%s', ([, containers, version]) => {
    expect(servingRelease(list, containers)?.version).toBe(version);
  });
  test('of a new app is nothing', () => expect(servingRelease([release(1, undefined)], [])).toBeUndefined());
});

describe('what will run', () => {
  test.for<[string, unknown, readonly Container[], readonly object[]]>([
    ['one cmd at first', {}, [], [{ type: 'cmd', wanted: 1 }]],
    ['as many as there are, of an app that was never scaled', {}, rows(2, 'up', 'up'), [{ type: 'cmd', wanted: 2 }]],
    ['what it is scaled to', { web: 2, worker: 0 }, [], [{ type: 'web', wanted: 2 }]],
    ['nothing, scaled to nothing', { cmd: 0 }, [], []],
  ])('%s', ([, structure, containers, wanted]) => {
    expect(processesOf({ structure }, containers)).toEqual(wanted);
  });
});

describe('somebody else’s deploy', () => {
  const old = release(2, 'b');
  test.for<[string, readonly V1Release[], readonly Container[], boolean]>([
    [
      'has containers of two releases',
      [release(3, 'c', 5 * minute), old],
      [...rows(2, 'up'), ...rows(3, 'down')],
      true,
    ],
    ['has none yet, and is young', [release(3, 'c', minute / 2), old], rows(2, 'up'), true],
    ['has none, and is no longer young: it failed', [release(3, 'c', 5 * minute), old], rows(2, 'up'), false],
    [
      'is none after 20 min: its worker was killed',
      [release(3, 'c', 21 * minute), old],
      [...rows(2, 'up'), ...rows(3, 'down')],
      false,
    ],
    ['is over', [release(3, 'c', minute / 2), old], rows(3, 'up'), false],
    ['is none in a new app', [release(1, undefined, 0)], [], false],
  ])('%s', ([, releases, containers, isBusy]) => {
    const busy = busyWith(releases, containers, now);
    expect(busy !== undefined).toBe(isBusy);
    if (isBusy) expect(busy?.label).toMatch(/^release v3, begun \d+ min ago: admin deployed c$/);
  });
});

describe('the phase of a deploy', () => {
  const ours = release(3, 'c');
  const list = [ours, release(2, 'b')];
  const both = [...rows(2, 'up'), ...rows(3, 'down')];
  const lost = { kind: 'lost', since: now - 5_000, why: 'cut' } as const;
  const fell = { kind: 'fell', since: now - 5_000, why: 'a 500' } as const;
  const usual = {
    state: { kind: 'open' } as const,
    releases: list,
    ours,
    known: undefined,
    containers: both,
    replaces: true,
    image: 'web:2',
    now,
  };
  test.for<[string, Partial<Parameters<typeof phaseOf>[0]>, string, RegExp | undefined]>([
    ['moves while the POST is open', {}, 'moving', undefined],
    [
      'is done when the old containers have gone and it is not answered yet',
      { containers: rows(3, 'up') },
      'done',
      undefined,
    ],
    ['moves while a first POST is open', { containers: rows(3, 'up'), replaces: false }, 'moving', undefined],
    ['is done when it is answered', { state: { kind: 'deployed', build: 'c' } }, 'done', undefined],
    ['has failed when it is refused', { state: { kind: 'refused', words: 'aborting' } }, 'failed', /^aborting$/],
    ['goes on when the answer is lost', { state: lost }, 'moving', undefined],
    ['is done when the old containers have gone', { state: lost, containers: rows(3, 'up') }, 'done', undefined],
    [
      'is not known without a release yet',
      { state: lost, ours: undefined, releases: list.slice(1) },
      'moving',
      undefined,
    ],
    [
      'has failed when none appears',
      { state: { ...lost, since: now - minute }, ours: undefined, releases: list.slice(1) },
      'failed',
      /no release of web:2 has appeared/,
    ],
    [
      'has failed when its release is gone again',
      { state: lost, ours: undefined, known: 3, releases: list.slice(1) },
      'failed',
      /taken release v3 back/,
    ],
    ['has failed at a 500 without containers', { state: fell, containers: rows(2, 'up') }, 'failed', /^a 500$/],
    ['goes on at a 500 with containers', { state: fell }, 'moving', undefined],
    [
      'is superseded by a release that has containers',
      { releases: [release(4, 'd'), ...list], containers: rows(4, 'up') },
      'superseded',
      /release v4 came after ours/,
    ],
    ['is not by one that has none', { releases: [release(4, 'd'), ...list] }, 'moving', undefined],
    [
      'of another process is read from the containers',
      { state: undefined, containers: rows(3, 'up') },
      'done',
      undefined,
    ],
  ])('%s', ([, more, phase, says]) => {
    const found = phaseOf({ ...usual, ...more });
    expect(found.phase).toBe(phase);
    if (says === undefined) expect(found.problem).toBeUndefined();
    else expect(found.problem?.message).toMatch(says);
  });
});

describe('the answer of a build', () => {
  const answer = (status: number, body: string) =>
    answerOf({
      ...{ status, headers: {}, body: Buffer.from(body) },
      request: { method: 'POST', url: new URL('https://deis.example.com/v1/apps/web/builds/') },
    } as Parameters<typeof answerOf>[0]);
  test.for<[string, number, string, object]>([
    ['is the build', 201, '{"uuid":"u","image":"web:2"}', { kind: 'deployed', build: 'u' }],
    ['is somebody else’s', 201, '{}', { kind: 'lost', why: 'refused' }],
    ['is a page with 200', 200, '<title>Sign in</title>', { kind: 'lost' }],
    [
      'says no',
      400,
      '{"image":["This field may not be blank."]}',
      { kind: 'refused', words: 'image: This field may not be blank.' },
    ],
    ['gives up', 503, '{"detail":"aborting"}', { kind: 'refused', words: 'aborting' }],
    ['is nginx’s', 503, '<title>503 Service Temporarily Unavailable</title>', { kind: 'lost' }],
    ['came too late', 504, '<title>504 Gateway Time-out</title>', { kind: 'lost' }],
    ['is nobody’s any more', 502, '<title>502 Bad Gateway</title>', { kind: 'lost' }],
    [
      'fell over',
      500,
      '<h1>Server Error (500)</h1>',
      { kind: 'fell', why: expect.stringContaining('without a reason') },
    ],
    ['forbids', 403, '{"detail":"Repository name deis/router is not allowed"}', { kind: 'refused', words: 'refused' }],
  ])('%s', ([, status, body, state]) => {
    const { builtBy } = buildOrder({});
    const refusal = () => ({ message: 'refused', hint: undefined });
    expect(stateAfter(answer(status, body), builtBy, now, refusal)).toMatchObject(state);
  });
});

test('ours is the first build of our image after those that were there', () => {
  const rollout = { runId: 'r', app: 'web', image: 'web:2', previous: undefined, wanted: [], lastBuild: 'b' };
  const builds = [build('e', 'web:2'), build('d', 'web:2'), build('c', 'web:3'), build('b', 'web:2')];
  expect(ourBuild(builds, rollout)).toBe('d');
  expect(ourBuild(builds.slice(3), rollout)).toBeUndefined();
  expect(ourBuild(builds, { ...rollout, build: 'told' })).toBe('told');
  // A change of config makes another release of it.
  expect(ourRelease([release(5, 'd'), release(4, 'd'), release(3, 'b')], 'd')?.version).toBe(4);
  expect(ourRelease([release(3, 'b')], undefined)).toBeUndefined();
});

test('times end in UTC', () => {
  expect(timeOf('2015-11-05T18:50:10UTC')).toBe(Date.UTC(2015, 10, 5, 18, 50, 10));
  expect(timeOf('yesterday')).toBeUndefined();
  expect(timeOf(undefined)).toBeUndefined();
});

test('the log of a release begins when it was made', () => {
  const text = [
    '2015-11-05T18:50:09UTC web[cmd.1]: of the release before',
    '2015-11-05T18:50:10UTC web[deis-controller]: admin deployed web:2',
    '2015-11-05T18:50:20UTC web[cmd.1]: listening [8080]: yes',
    'no line of a log',
    '',
  ].join('\n');
  const { own, controller } = logOf(text, Date.UTC(2015, 10, 5, 18, 50, 10));
  expect(own).toEqual([{ at: Date.UTC(2015, 10, 5, 18, 50, 20), source: 'cmd.1', text: 'listening [8080]: yes' }]);
  expect(controller).toEqual(['admin deployed web:2']);
  expect(logOf(text, undefined).own).toHaveLength(2);
});

test('images are named by their tag, as people write them', () => {
  const named = (text: string) => imageByTag({ reference: parseReference(text) });
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(named('ghcr.io/acme/web:1')).toBe('ghcr.io/acme/web:1');
  expect(named('localhost:5000/web')).toBe('localhost:5000/web:latest');
  expect(named('nginx')).toBe('nginx:latest');
  expect(named('acme/web:1')).toBe('acme/web:1');
  expect(named(`ghcr.io/acme/web:1@${digest}`)).toBe('ghcr.io/acme/web:1');
  expect(named(`ghcr.io/acme/web@${digest}`)).toBe(`ghcr.io/acme/web@${digest}`);
});

test('an app’s address is reached as the controller is', () => {
  const api = new URL('https://deis.example.com');
  expect(publicUrl('web.example.com', api)).toBe('https://web.example.com');
  expect(publicUrl('http://web.example.com', api)).toBe('http://web.example.com');
  expect(publicUrl('', api)).toBeUndefined();
  expect(publicUrl(undefined, api)).toBeUndefined();
});

test('inputs that it does not know are named, all at once', () => {
  const named = (draft: Parameters<typeof v1Mistakes>[0]) => v1Mistakes(draft).map(({ input }) => input);
  expect(named({ app: '1-web-', settings: {}, strategy: 'rolling' })).toEqual([]);
  expect(
    named({ app: 'My.App', registry: { username: 'u', password: 'p' }, settings: { port: 8080, diskMb: 64 } }),
  ).toEqual([...['registry-username', 'port', 'disk', 'app']]);
  expect(named({ maxInFlight: 2, strategy: 'canary' })).toEqual(['max-in-flight', 'strategy']);
});
