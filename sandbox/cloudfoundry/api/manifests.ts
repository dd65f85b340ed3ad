import { badRequest, CompoundError, NotModelled, notAuthorized, notFound, unprocessable } from '../errors.ts';
import { type AppManifest, readManifest } from '../manifest/app-manifest.ts';
import { applyManifest } from '../manifest/apply.ts';
import { diffManifest } from '../manifest/diff.ts';
import { readApplications } from '../manifest/document.ts';
import { generateManifest } from '../manifest/generate.ts';
import type { App, Space } from '../model.ts';
import { hidden } from '../present/common.ts';
import type { Call } from '../request/call.ts';
import { spaceOfApp } from '../request/call.ts';
import type { Json } from '../request/json.ts';
import { metadataOf } from '../request/metadata.ts';
import { makeApp } from './app-create.ts';
import { acceptedJob, created, type Endpoint, type Foundation } from './endpoint.ts';

/** Apps as manifests say (CCNG, space_manifests_controller.rb, app_manifests_controller.rb). */
export function manifestEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  return [
    {
      method: 'POST',
      path: '/v3/spaces/:guid/actions/apply_manifest',
      query: [],
      answer: (call) => {
        const space = writableSpace(foundation, call);
        const manifests = read(foundation, readApplications(call.text(), 'as text'));
        // Entries with one name are of one app, and the last one counts.
        const apps = new Map(manifests.map((manifest) => [findOrCreate(foundation, call, space, manifest), manifest]));
        for (const [app, { original }] of apps) {
          const shown = original['env'] === undefined ? original : { ...original, env: hidden };
          const request = { manifest: JSON.stringify({ applications: [shown] }) };
          world.record('audit.app.apply_manifest', app, call.caller, { request });
        }
        const subject = { type: 'space', guid: space.guid, exists: () => world.spaces.includes(space) } as const;
        return acceptedJob(foundation, 'space.apply_manifest', subject, async () => {
          for (const [app, manifest] of apps) {
            if (!world.apps.includes(app)) throw notFound(`App with guid '${app.guid}'`);
            await applyManifest(foundation, app, manifest, call.caller);
          }
        });
      },
    },
    {
      method: 'POST',
      path: '/v3/spaces/:guid/manifest_diff',
      query: [],
      answer: (call) => {
        const space = writableSpace(foundation, call);
        const applications = readApplications(call.text(), 'as they are');
        read(foundation, applications);
        return created({ diff: diffManifest(world, space, applications) });
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/manifest',
      query: [],
      answer: (call) => {
        const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
        if (!call.canWrite(app.space)) throw notAuthorized();
        const headers = { 'content-type': 'application/x-yaml; charset=utf-8' };
        return { status: 200, headers, body: generateManifest(world, app) };
      },
    },
    {
      method: 'POST',
      path: '/v3/apps/:guid/actions/apply_manifest',
      query: [],
      answer: () => {
        throw new NotModelled('a manifest for one app');
      },
    },
  ];
}

function writableSpace({ world }: Foundation, call: Call): Space {
  if (!['application/x-yaml', 'text/yaml'].includes(call.contentType)) {
    throw badRequest('Content-Type must be yaml');
  }
  const space = call.visible(world.spaces, call.param('guid'), (one) => one, 'Space');
  call.require('write', space);
  return space;
}

function read({ world }: Foundation, applications: readonly Json[]): readonly AppManifest[] {
  const dockerEnabled = world.featureFlags.get('diego_docker') === true;
  const all = applications.map((entry) => readManifest(entry, dockerEnabled));
  const problems = all.flatMap(({ manifest, problems: texts }, index) => {
    const { name } = manifest.original;
    const known = typeof name === 'string' && name.trim() !== '';
    return texts.map((text) => `For application ${known ? `'${name}'` : `at index ${index}`}: ${text}`);
  });
  if (problems.length > 0) throw new CompoundError(problems);
  return all.map(({ manifest }) => manifest);
}

/** Those that come before one that is refused have been made by then. */
function findOrCreate(foundation: Foundation, call: Call, space: Space, manifest: AppManifest): App {
  const { world } = foundation;
  const { name, docker, original } = manifest;
  const known = world.apps.find((one) => one.space === space && one.name.toLowerCase() === name.toLowerCase());
  if (known === undefined) {
    if (name.length > 255) {
      throw unprocessable(`For application '${name}': Name is too long (maximum is 255 characters)`);
    }
    return makeApp(foundation, call.caller, {
      ...{ name, space, environment: {} },
      lifecycle: docker ? 'docker' : 'buildpack',
      metadata: metadataOf(manifest.metadata),
    });
  }
  const { buildpack, buildpacks } = original as { buildpack?: unknown; buildpacks?: unknown };
  if (known.lifecycle === 'docker' && (buildpack || buildpacks)) {
    const what = buildpacks ? 'Buildpacks' : 'Buildpack';
    throw unprocessable(`For application '${name}': ${what} cannot be configured for a docker lifecycle app.`);
  }
  if (known.lifecycle === 'buildpack' && original['docker']) {
    throw unprocessable(`For application '${name}': Docker cannot be configured for a buildpack lifecycle app.`);
  }
  return known;
}
