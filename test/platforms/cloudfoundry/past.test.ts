import { describe, expect, test } from 'vitest';
import { deploymentFrom } from '../../../src/platforms/cloudfoundry/api/deployment.ts';
import { dropletFrom, revisionFrom } from '../../../src/platforms/cloudfoundry/api/shapes.ts';
import { byDeployments, byRevisions } from '../../../src/platforms/cloudfoundry/history/past.ts';

const minute = (at: number) => `2026-11-22T08:${String(at).padStart(2, '0')}:00Z`;
const droplet = (guid: string, at: number, state = 'STAGED') =>
  dropletFrom({ guid, state, image: `acme/web@sha256:${guid}`, created_at: minute(at) });
const revision = (version: number, dropletGuid: string, description = 'New droplet deployed.') =>
  revisionFrom({
    ...{ guid: `rev-${version}`, version, description, created_at: minute(version) },
    ...{ droplet: { guid: dropletGuid }, processes: { web: { command: null } }, sidecars: [] },
  });
const deployment = (guid: string, at: number, dropletGuid: string, more: Record<string, unknown> = {}) => {
  const { reason = 'DEPLOYED', value = 'FINALIZED', revision, labels = {} } = more;
  return deploymentFrom({
    ...{ guid, status: { value, reason }, droplet: { guid: dropletGuid }, created_at: minute(at) },
    ...{ metadata: { labels }, ...(revision === undefined ? {} : { revision: { guid: revision } }) },
  });
};

describe('by revisions', () => {
  test('the newest first, with image, names, time, and which one serves', () => {
    const seen = {
      droplets: [droplet('d1', 1), droplet('d2', 2)],
      deployments: [deployment('dep-2', 2, 'd2', { revision: 'rev-2' })],
    };
    expect(byRevisions([revision(1, 'd1', 'Initial revision.'), revision(2, 'd2')], 'rev-2', seen)).toMatchObject([
      {
        ref: { id: 'dep-2', label: 'revision 2', image: 'docker.io/acme/web@sha256:d2' },
        ...{ names: ['rev-2', '2', 'v2', 'dep-2', 'd2'], at: Date.parse(minute(2)), current: true, dropletGuid: 'd2' },
      },
      { ref: { id: 'rev-1', label: 'revision 1' }, names: ['rev-1', '1', 'v1', 'd1'], current: false },
    ]);
  });

  test.each<[string, object[], object]>([
    ['deployed', [{}], {}],
    ['cancelled', [{ reason: 'CANCELED' }], { failed: 'its deployment was cancelled' }],
    ['being cancelled', [{ value: 'ACTIVE', reason: 'CANCELING' }], { failed: 'its deployment is not done' }],
    ['under way', [{ value: 'ACTIVE', reason: 'DEPLOYING' }], { failed: 'its deployment is not done' }],
    ['superseded', [{ reason: 'SUPERSEDED' }], { failed: 'another deployment took over before it was done' }],
    ['cancelled, then deployed', [{}, { reason: 'CANCELED' }], {}],
    [
      'deployed, then taken back by a run of ours',
      [{ labels: { 'deploy-image-run': 'run-7' } }],
      { failed: 'it failed, and the release before it was put back' },
    ],
    ['of no deployment that is known', [], {}],
  ])('%s', (_name, ofIt, wanted) => {
    const deployments = [
      deployment('restore', 9, 'd0', { revision: 'rev-9', labels: { 'deploy-image-restore': 'run-7' } }),
      ...ofIt.map((more, at) => deployment(`dep-${at}`, 3, 'd1', { revision: 'rev-1', ...more })),
    ];
    const [release] = byRevisions([revision(1, 'd1')], 'rev-9', { droplets: [droplet('d1', 1)], deployments });
    expect({ failed: release?.failed, unfit: release?.unfit }).toEqual({
      failed: undefined,
      unfit: undefined,
      ...wanted,
    });
  });

  test('what is not kept, or not told, cannot be gone back to', () => {
    const droplets = [droplet('d1', 1, 'EXPIRED'), dropletFrom({ guid: 'd3', state: 'STAGED' })];
    const past = byRevisions(
      [1, 2, 3].map((version) => revision(version, `d${version}`)),
      'rev-9',
      { droplets, deployments: [] },
    );
    expect(past.map(({ unfit }) => unfit)).toEqual([
      'its image is not known',
      'its droplet is not kept any more',
      'its droplet is not kept any more',
    ]);
  });

  test('what has brought another one back says so', () => {
    const restore = deployment('restore', 3, 'd1', { revision: 'rev-3', labels: { 'deploy-image-restore': 'run-7' } });
    const revisions = [
      revision(1, 'd1'),
      revision(2, 'd1', 'New droplet deployed. Rolled back to revision 1.'),
      revision(3, 'd1'),
    ];
    const past = byRevisions(revisions, 'rev-3', { droplets: [droplet('d1', 1)], deployments: [restore] });
    expect(past.map(({ again }) => again)).toEqual([true, true, undefined]);
  });
});

describe('by deployments', () => {
  test('and by droplets that none has brought', () => {
    const seen = {
      droplets: [droplet('d0', 0), droplet('d1', 1), droplet('d2', 2)],
      deployments: [
        deployment('dep-5', 5, 'd1'),
        deployment('dep-4', 4, 'd2', { reason: 'CANCELED' }),
        deployment('dep-3', 3, 'd1', { labels: { 'deploy-image-restore': 'run-7' } }),
      ],
    };
    const past = byDeployments('d1', seen);
    expect(past.map(({ ref, current }) => [ref.id, current])).toEqual([
      ['dep-5', true],
      ['dep-4', false],
      ['dep-3', false],
      ['d0', false],
    ]);
    expect(past.map(({ failed, again }) => failed ?? again)).toEqual([
      undefined,
      'its deployment was cancelled',
      true,
      undefined,
    ]);
    expect(past.at(-1)).toMatchObject({
      ref: { label: 'droplet d0', image: 'docker.io/acme/web@sha256:d0' },
      names: ['d0'],
    });
  });

  test('of an app that does not run none serves', () => {
    const past = byDeployments(undefined, { droplets: [droplet('d1', 1)], deployments: [deployment('dep', 3, 'd1')] });
    expect(past.map(({ current }) => current)).toEqual([false]);
  });
});
