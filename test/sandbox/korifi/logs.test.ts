import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, KorifiBench } from './bench.ts';

let bench: KorifiBench;
let app: string;
beforeEach(async () => {
  bench = await KorifiBench.start({
    'web:1': { 'sandbox.start-log': 'one starts\nat $PORT' },
    'web:2': { 'sandbox.start-log': 'two starts' },
    'bad:1': { 'sandbox.behaviour': 'crash', 'sandbox.start-log': 'three starts', 'sandbox.crash-log': 'Error: no' },
  });
  app = await bench.live();
});
afterEach(() => bench.close());

const read = (query = '', by = bench.deployer) => bench.call('GET', `/api/v1/read/${app}?${query}`, undefined, by);
const textsOf = ({ body }: Answer): readonly string[] =>
  body.envelopes.batch.map(({ log }: { log: { payload: string } }) => Buffer.from(log.payload, 'base64').toString());
const said = ({ status, body }: Answer) => `${status} ${body.errors[0].code} ${body.errors[0].detail}`;

describe("the sandbox's Korifi as a log-cache", () => {
  it('hands out what the app prints, with numbers where log-cache has texts', async () => {
    expect((await bench.call('GET', '/api/v1/info')).body).toEqual({ version: '2.11.4+cf-k8s', vm_uptime: '0' });
    const answer = await read('envelope_types=LOG&limit=1000');
    const [first] = answer.body.envelopes.batch;
    expect(first).toEqual({
      timestamp: expect.any(Number),
      tags: { source_type: 'APP' },
      log: { payload: Buffer.from('one starts').toString('base64'), type: 0 },
    });
    expect(textsOf(answer)).toEqual(['one starts', 'at 8080']);
    expect(textsOf(await read('descending=true'))).toEqual(['at 8080', 'one starts']);
    const pod = bench.sandbox.world.cluster.pods(app)[0];
    const startedAt = BigInt(pod?.startedAt ?? 0) * 1_000_000n;
    expect(textsOf(await read(`start_time=${startedAt + 1n}`))).toEqual(['at 8080']);
    expect(textsOf(await read(`start_time=${startedAt + 1_000_000_000n}`))).toEqual([]);
    expect(textsOf(await read('start_time=-6795364578871345152&limit=1'))).toEqual(['at 8080']);
  });

  it('tells of the current revision alone', async () => {
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { instances: 2 });
    await bench.clock.advance(10_000);
    await bench.deploy(app, (await bench.build(app, 'web:2')).guid);
    expect(textsOf(await read())).toEqual([]);
    await bench.clock.advance(6_000);
    expect(textsOf(await read())).toEqual(['two starts']);
    await bench.clock.advance(10_000);
    expect(textsOf(await read())).toEqual(['two starts', 'two starts']);
  });

  it('tells what a container has printed until Kubernetes holds it back, and then only of its next start', async () => {
    await bench.deploy(app, (await bench.build(app, 'bad:1')).guid);
    const seen: string[] = [];
    for (let ms = 0; ms < 30_000; ms += 200) {
      await bench.clock.advance(200);
      const [state = ''] = await bench.states(app);
      seen.push(`${state}: ${textsOf(await read()).join(', ')}`);
    }
    expect(seen.filter((line, nth) => line !== seen[nth - 1])).toEqual([
      '0 RUNNING: ',
      '0 DOWN: ',
      '0 STARTING: ',
      '0 STARTING: three starts',
      '0 STARTING: three starts, Error: no',
      '0 CRASHED: ',
      '0 STARTING: three starts',
      '0 STARTING: three starts, Error: no',
      '0 CRASHED: ',
    ]);
  });

  it('leaves out as many lines as were asked for where there are more, unless it is of an older version', async () => {
    await bench.call('POST', `/v3/apps/${app}/processes/web/actions/scale`, { instances: 3 });
    await bench.clock.advance(10_000);
    expect(textsOf(await read())).toHaveLength(6);
    expect(textsOf(await read('limit=2'))).toHaveLength(4);
    expect(textsOf(await read('limit=1'))).toEqual(['at 8080', 'at 8080']);
    expect(textsOf(await read('limit=0'))).toEqual([]);
    bench.sandbox.world.logLimit = 'keeps';
    expect(textsOf(await read('limit=2'))).toHaveLength(2);
  });

  it('has nothing of an app that was never built, or for those who may not list pods', async () => {
    const missing = (what: string) => `404 10010 ${what} not found. Ensure it exists and you have access to it.`;
    expect(said(await read('', bench.viewer))).toBe(missing('Pod'));
    expect(said(await read('', bench.stranger))).toBe(missing('App'));
    app = await bench.app('other');
    expect(said(await read())).toBe(missing('Build'));
  });

  it('refuses what it does not understand', async () => {
    const parse = '400 1001 Request invalid due to parse error: invalid request body';
    expect(said(await read('limit=many'))).toBe(parse);
    expect(said(await read('limit='))).toBe(parse);
    expect(said(await read('start_time=99999999999999999999'))).toBe(parse);
    expect(said(await read('descending=yes'))).toBe(parse);
    expect(said(await read('envelope_types=LOG&envelope_types=TIMER'))).toBe(
      '422 10008 EnvelopeTypes1 value must be one of: LOG, GAUGE',
    );
    expect(said(await read('source_types=APP'))).toBe(
      "400 10005 The query parameter is invalid: Valid parameters are: 'start_time', 'end_time', 'envelope_types', 'limit', 'descending'",
    );
    expect((await read('envelope_types=GAUGE')).status).toBe(599);
  });
});
