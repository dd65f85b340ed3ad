import { describe, expect, test } from 'vitest';
import type { ImageFacts } from '../../../../src/image/facts.ts';
import { parseReference } from '../../../../src/image/reference.ts';
import { commonFindings } from '../../../../src/image/rules.ts';
import type { V1App } from '../../../../src/platforms/deis/v1/app.ts';
import { newAppConfig } from '../../../../src/platforms/deis/v1/config.ts';
import { imageByTag } from '../../../../src/platforms/deis/v1/image.ts';
import { v1Findings } from '../../../../src/platforms/deis/v1/rules.ts';
import { imageFacts, subject } from '../../../support/image.ts';

const dockers = { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' };
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'tcp' as const }));
const digest = `sha256:${'a'.repeat(64)}`;

interface AppLike {
  readonly serving?: string;
  readonly healthCheck?: string;
  readonly type?: string;
}

function appWith({ serving, healthCheck, type = 'cmd' }: AppLike): V1App {
  const state = { id: 'web', running: true, release: undefined, settings: {}, url: undefined };
  return {
    state: { ...state, processes: [{ type, wanted: 1 }] },
    ...{
      newest: 3,
      lastBuild: 'b',
      containers: [],
      main: 'cmd',
      config: newAppConfig,
      health: { path: healthCheck, ms: 0 },
    },
    build: serving === undefined ? undefined : { uuid: 'b', image: serving, procfile: {}, dryccfile: {}, sha: '' },
  };
}

function codes(facts: Partial<ImageFacts>, app: AppLike | undefined): readonly string[] {
  const judged = { ...dockers, ...facts };
  const deployedAs = imageByTag(imageFacts(judged));
  return v1Findings(subject(judged, { deployedAs }), app === undefined ? undefined : appWith(app)).map(
    ({ severity, code }) => `${severity} ${code}`,
  );
}

describe('an image for Deis v1', () => {
  test.for<[string, Partial<ImageFacts>, AppLike | undefined, readonly string[]]>([
    ['by its tag, with one port', {}, { healthCheck: '/' }, []],
    ['for a new app, which has no health check', {}, undefined, ['warning DEIS_V1_HEALTH_CHECK']],
    ['for a worker, which nobody asks', { exposedPorts: [] }, { type: 'worker' }, []],
    [
      'by its digest',
      { reference: parseReference(`ghcr.io/acme/web@${digest}`) },
      { healthCheck: '/' },
      ['error DEIS_V1_TAG'],
    ],
    [
      'by a tag that points at the digest beside it',
      { reference: parseReference(`ghcr.io/acme/web:1@${digest}`), tagDigest: digest },
      { healthCheck: '/' },
      [],
    ],
    [
      'by a tag that points elsewhere',
      { reference: parseReference(`ghcr.io/acme/web:1@${digest}`), tagDigest: `sha256:${'e'.repeat(64)}` },
      { healthCheck: '/' },
      ['error DEIS_V1_TAG'],
    ],
    [
      'by a tag that is gone',
      { reference: parseReference(`ghcr.io/acme/web:1@${digest}`) },
      { healthCheck: '/' },
      ['error DEIS_V1_TAG'],
    ],
    [
      'in the OCI’s format',
      { mediaType: 'application/vnd.oci.image.index.v1+json' },
      { healthCheck: '/' },
      ['error DEIS_V1_FORMAT'],
    ],
    [
      'in that format at Azure’s, which converts it',
      { mediaType: 'application/vnd.oci.image.manifest.v1+json', reference: parseReference('acme.azurecr.io/web:1') },
      { healthCheck: '/' },
      ['warning DEIS_V1_FORMAT'],
    ],
    [
      'that the app runs by this name',
      {},
      { healthCheck: '/', serving: 'ghcr.io/acme/web:1.4.2' },
      ['warning DEIS_V1_SAME_TAG'],
    ],
    ['without a port', { exposedPorts: [] }, { healthCheck: '/' }, ['warning DEIS_NO_PORT']],
    ['with several', { exposedPorts: tcp(9000, 8080) }, { healthCheck: '/' }, ['warning DEIS_SEVERAL_PORTS']],
    [
      'with a name of its own parts',
      { reference: parseReference('acme/deis/store-admin:1') },
      { healthCheck: '/' },
      ['error DEIS_RESERVED_NAME'],
    ],
    ['that is private', { openedBy: 'docker login' }, { healthCheck: '/' }, ['warning DEIS_LOGIN_MISSING']],
    [
      'that is private, as what runs is',
      { openedBy: 'docker login' },
      { healthCheck: '/', serving: 'ghcr.io/acme/web:1.4.1' },
      [],
    ],
  ])('%s', ([, facts, app, expected]) => {
    expect(codes(facts, app)).toEqual(expected);
  });

  test('is not warned of for its tag: the controller copies it', () => {
    const base = subject(dockers, { deployedAs: 'ghcr.io/acme/web:1.4.2' });
    const of = (platform: 'deis' | 'drycc') =>
      commonFindings({ ...base, request: { ...base.request, platform } }).map(({ code }) => code);
    expect(of('deis')).not.toContain('MUTABLE_TAG');
    expect(of('drycc')).toContain('MUTABLE_TAG');
  });
});
