import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Answered, type Bench, startBench } from './bench.ts';

let bench: Bench;
let app: string;
beforeEach(async () => {
  bench = await startBench();
  app = await bench.app();
});
afterEach(() => bench.sandbox.close());

const detail = (answer: Answer) => answer.body.errors[0].detail;
const add = (more: object = {}) =>
  bench.call('POST', `/v3/apps/${app}/sidecars`, {
    ...{ name: 'proxy', command: './proxy --listen', process_types: ['web'] },
    ...more,
  });

describe('sidecars', () => {
  it('are made, listed, changed and deleted', async () => {
    const made = await add({ process_types: ['worker', 'web'], memory_in_mb: 100 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'proxy', command: './proxy --listen', process_types: ['web', 'worker'], memory_in_mb: 100 },
      ...{ origin: 'user', relationships: { app: { data: { guid: app } } } },
    });
    const names = async (path: string) =>
      (await bench.call('GET', path)).body.resources.map((one: Answered) => one.name);
    expect(await names(`/v3/apps/${app}/sidecars`)).toEqual(['proxy']);
    expect(await names(`/v3/processes/${app}/sidecars`)).toEqual(['proxy']);
    const at = `/v3/sidecars/${made.body.guid}`;
    const changed = await bench.call('PATCH', at, { name: 'gate', process_types: ['worker'], memory_in_mb: null });
    expect(changed.body).toMatchObject({
      ...{ name: 'gate', command: './proxy --listen', process_types: ['worker'], memory_in_mb: null },
    });
    expect(await names(`/v3/processes/${app}/sidecars`)).toEqual([]);
    expect((await bench.call('GET', at)).body).toEqual(changed.body);
    expect((await bench.call('DELETE', at)).status).toBe(204);
    expect(detail(await bench.call('GET', at))).toBe('Sidecar not found');
  });

  it.each([
    [{ name: undefined }, "Name can't be blank, Name must be a string"],
    [{ command: '' }, "Command can't be blank"],
    [{ process_types: [] }, 'Process types must have at least 1 process_type'],
    [{ process_types: 'web' }, 'Process types must be an array, Process types must have at least 1 process_type'],
    [{ memory_in_mb: 0 }, 'Memory in mb must be greater than 0'],
    [{ memory_in_mb: '1' }, 'Memory in mb is not a number'],
    [{ x: 1 }, "Unknown field(s): 'x'"],
    [{ name: 'n'.repeat(256) }, 'Name is too long (maximum is 255 characters)'],
    [{ command: 'c'.repeat(4097) }, 'Command is too long (maximum is 4096 characters)'],
    [{ name: 'taken' }, "Sidecar with name 'taken' already exists for given app"],
    [{ memory_in_mb: 1000 }, 'The memory allocation defined is too large to run with the dependent "web" process'],
  ])('refuse %j', async (more, words) => {
    await add({ name: 'taken', memory_in_mb: 50 });
    const answer = await add(more);
    expect([answer.status, detail(answer)]).toEqual([422, words]);
  });

  it('are for developers', async () => {
    const made = await add();
    bench.token = await bench.login('auditor');
    expect((await add({ name: 'b' })).status).toBe(403);
    expect((await bench.call('DELETE', `/v3/sidecars/${made.body.guid}`)).status).toBe(403);
    expect((await bench.call('GET', `/v3/sidecars/${made.body.guid}`)).status).toBe(200);
  });

  it('take the container with them when they end, and need a shell', async () => {
    await add({ command: 'echo no licence for $CF_INSTANCE_INDEX >&2 && exit 3' });
    await bench.deploy(app, await bench.stage(app, 'app:1'));
    await bench.clock.advance(5_000);
    expect((await bench.stats(app))[0].state).toBe('CRASHED');
    expect(await bench.logs(app)).toContainEqual({
      ...{ source: 'APP/PROC/WEB/SIDECAR/PROXY', type: 'ERR', text: 'no licence for 0' },
    });
    const events = await bench.call('GET', `/v3/audit_events?target_guids=${app}&types=app.crash`);
    expect(events.body.resources[0].data.exit_description).toBe('APP/PROC/WEB/SIDECAR/PROXY: Exited with status 3');

    bench.images.set('app:1', { shell: false });
    const [sidecar] = (await bench.call('GET', `/v3/apps/${app}/sidecars`)).body.resources;
    await bench.call('PATCH', `/v3/sidecars/${sidecar.guid}`, { command: './proxy' });
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(5_000);
    const words = (await bench.logs(app)).map(({ text }) => text);
    expect(words).toContain('Failed to run: no such file or directory');
    bench.images.set('app:1', {});
    await bench.call('POST', `/v3/apps/${app}/actions/restart`);
    await bench.clock.advance(5_000);
    expect((await bench.stats(app))[0].state).toBe('RUNNING');
  });
});
