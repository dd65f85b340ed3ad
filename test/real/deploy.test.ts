import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformNames } from '../../sandbox/inputs.ts';
import {
  makeImage,
  openWorkshop,
  type RealAuth,
  type RealRegistry,
  realRegistryTools,
  startRealRegistry,
  type Workshop,
} from '../support/real-registry.ts';
import { type Stage, startStage } from '../support/stage.ts';

/** A real image in a real registry, deployed by the bundle: both the action and the platforms read it there. */

const missing = realRegistryTools();
// In CI nothing is skipped: there a missing program fails the test that needs it.
const skip = missing.length > 0 && process.env['CI'] !== 'true';

describe.skipIf(skip)(
  `Debian's docker-registry${skip ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`,
  () => {
    describe.each<RealAuth>(['open', 'htpasswd', 'token'])('%s', (auth) => {
      let workshop: Workshop;
      let registry: RealRegistry;
      let stage: Stage;
      let good: string;
      let bad: string;
      beforeAll(async () => {
        workshop = await openWorkshop();
        registry = await startRealRegistry(workshop, auth);
        stage = await startStage(20, { registryOfNodes: registry.host });
        const web = await makeImage(workshop, 'web', {
          cmd: ['/bin/busybox', 'httpd', '-f'],
          exposedPorts: ['8080/tcp'],
        });
        const crash = await makeImage(workshop, 'crash', {
          cmd: ['/bin/busybox', 'false'],
          exposedPorts: ['8080/tcp'],
          labels: { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: no database' },
        });
        good = await registry.push(web, 'team/web', '1.0');
        bad = await registry.push(crash, 'team/web', 'crash');
      });
      afterAll(async () => {
        await stage?.close();
        await registry?.close();
        await workshop?.remove();
      });

      test.concurrent.each(platformNames)(
        '%s takes it live, and puts it back after one that crashes',
        async (platform) => {
          const login =
            registry.login === undefined
              ? {}
              : { 'registry-username': registry.login.username, 'registry-password': registry.login.password };
          const live = await stage.deploy(platform, { app: 'realapp', image: good, ...login });
          expect(live.outputs, live.log).toMatchObject({ verdict: 'live' });
          const digest = live.outputs['digest'] ?? '';
          expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
          expect((await stage.ask(platform, 'realapp')).body).toContain(`${registry.host}/team/web@${digest}`);

          const restored = await stage.deploy(platform, { app: 'realapp', image: bad, ...login });
          expect(restored.outputs, restored.log).toMatchObject({ verdict: 'restored' });
          expect((await stage.ask(platform, 'realapp')).body).toContain(digest);
        },
      );
    });
  },
);
