import { expect, it } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';

it('is part of the practice platform, with a router of its own', async () => {
  const sandbox = await startSandbox({ clock: new ManualClock() });
  const root = await (await fetch(`${sandbox.korifi.server.url}/`)).json();
  expect(root).toMatchObject({ cf_on_k8s: true, links: { login: { href: sandbox.korifi.server.url }, uaa: null } });
  expect((await fetch(sandbox.routers.korifi.url)).status).toBe(404);
  await sandbox.close();
});
