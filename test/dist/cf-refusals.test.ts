import { expect } from 'vitest';
import type { World } from '../../sandbox/cloudfoundry/world.ts';
import { testOnStage as test } from '../support/on-stage.ts';

/**
 * What a Cloud Foundry refuses, as the user reads it: the cause in its own words first, then what serves, then what to do.
 * Each on an app that runs already, unless it is said to be new. Bodies: refusals.test.ts of the platform.
 */

interface Refusal {
  readonly what: string;
  readonly isNew?: true;
  readonly arrange?: (world: World) => void;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly cause: RegExp;
  readonly advice: RegExp;
}

const auditor = { 'client-id': '', 'client-secret': '', username: 'auditor', password: 'auditor-password' };

const refusals: readonly Refusal[] = [
  {
    what: 'no role: a command to paste',
    inputs: auditor,
    cause: /^Could not create the package: You are not authorized to perform the requested action/,
    advice:
      /^The login needs the role SpaceDeveloper in this space: cf set-space-role auditor acme prod SpaceDeveloper\.$/,
  },
  {
    what: 'an organization that is suspended',
    arrange: (world) => {
      world.org('acme').suspended = true;
    },
    cause: /^The organization acme is suspended: nothing in it can be changed$/,
    advice: /^Ask the operator/,
  },
  {
    what: 'deployments that are switched off',
    arrange: (world) => {
      world.deploymentsDisabled = true;
    },
    cause: /temporary_disable_deployments/,
    advice: /when they are back/,
  },
  {
    what: 'more disk than one may have',
    inputs: { disk: '4G' },
    cause: /disk_quota too much disk requested \(requested 4096 MB - must be less than 2048 MB\)/,
    advice: /the input disk/,
  },
  {
    what: 'a health check that may take too long',
    inputs: { 'health-check-timeout': '10m' },
    cause: /health_check_timeout Maximum exceeded: max 180s/,
    advice: /health-check-timeout/,
  },
  {
    what: 'no cell for a build',
    arrange: (world) => {
      world.stagingProblem = 'found no compatible cell';
    },
    cause: /^Staging failed: NoCompatibleCell - Found no compatible cell$/,
    advice: /isolation segment/,
  },
  {
    what: 'no room for an instance',
    arrange: (world) => {
      world.placementError = 'insufficient resources: memory';
    },
    cause: /^insufficient resources: memory$/,
    advice: /No cell of the platform has room/,
  },
  {
    what: 'scaling of workers that is switched off',
    arrange: (world) => {
      world.addProcess(world.app('web'), 'worker', { command: './work' });
      world.featureFlags.set('app_scaling', false);
    },
    inputs: { instances: 'worker=2' },
    cause: /Feature Disabled: app_scaling/,
    advice: /Leave instances, memory and disk out/,
  },
  {
    what: 'a quota of routes',
    arrange: (world) => {
      world.org('acme').quota.routes = 1;
    },
    inputs: { routes: 'www.apps.sandbox.test' },
    cause: /Routes quota exceeded for organization 'acme'\./,
    advice: /cf delete-orphaned-routes/,
  },
  {
    what: 'routes that nobody may make',
    isNew: true,
    arrange: (world) => {
      world.featureFlags.set('route_creation', false);
    },
    cause: /Feature Disabled: route_creation/,
    advice: /Name one in routes/,
  },
];

for (const { what, isNew, arrange, inputs = {}, cause, advice } of refusals) {
  test(what, async (stage) => {
    const { registry, cloudFoundry } = stage.sandbox;
    const publish = async (tag: string) =>
      (await registry.publish({ repository: 'team/web', tag, user: '1000' })).reference;
    if (isNew === undefined) {
      const first = await stage.deploy('cloudfoundry', { app: 'web', image: await publish('1') });
      expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
    }
    arrange?.(cloudFoundry.world);
    const step = await stage.deploy('cloudfoundry', { app: 'web', image: await publish('2'), ...inputs });
    expect(step.exitCode, step.log).toBe(1);
    expect(step.outputs['verdict']).toMatch(/^(?:failed|restored)$/);
    expect(step.annotations).toHaveLength(1);
    const lines = step.annotations[0]?.message.split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(cause);
    expect(lines[1]).toMatch(/^Nothing was (?:written|released)|^The previous release .+ serves, 1 of 1 instances/);
    expect(lines[2]).toMatch(advice);
    expect(step.summary).toContain('**What to do:**');
  });
}
