import { randomUUID } from 'node:crypto';
import { detail, json, leftOut } from '../../controller/answers.ts';
import { isObject, type JsonObject } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import { type Schema, schemaComplaint } from '../../controller/json-schema.ts';
import { pythonStr, pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { configOf } from '../deploy/dryccfile.ts';
import { startDeploy } from '../deploy/start.ts';
import { imageOf } from '../deploy/templates.ts';
import { appOf, missing, serverError, writableBody } from '../gate.ts';
import { ptypeComplaint } from '../names.ts';
import { type App, type Build, type Dryccfile, latest, ptypesOf, type User } from '../records.ts';
import { buildJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `build/`: the POST answers at once, a worker deploys. */
export function buildRoutes(world: DryccWorld, ownRegistry: string | undefined): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/build\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const version = /^v*(\d+)v*$/.exec((request.exchange.query.get('version') ?? '').toLowerCase())?.[1];
        const release =
          version === undefined ? latest(app) : app.releases.find((candidate) => candidate.version === Number(version));
        if (release === undefined) throw missing('Release');
        return json(200, buildJson(app, release.build));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const posted = readBuild(writableBody(request));
        const build: Build = { uuid: randomUUID(), ...posted, createdAt: world.clock.now() };
        if (ptypesOf(build).some((ptype) => isLoopback(imageOf(build, ptype), ownRegistry))) {
          throw detail(400, 'image must not use the loopback address');
        }
        createRelease(world, app, build);
        return json(201, buildJson(app, build));
      },
    },
  ];
}

export type PostedBuild = Pick<Build, 'image' | 'stack' | 'procfile' | 'dryccfile'>;

/** Makes the release of a build, and queues the pipeline. Throws 400; the release that was made then stays. */
export function createRelease(world: DryccWorld, app: App, build: Build): void {
  const { config } = app.releases.findLast((release) => !release.failed) ?? latest(app);
  const own = build.dryccfile === undefined ? config : configOf(world, app, latest(app).config, build.dryccfile);
  const release = world.addRelease(app, own, build, `${app.workspace.id} deployed ${build.image}`);
  if (app.settings.autodeploy) startDeploy(world, app, release, [], false);
}

/**
 * Drycc refuses images of a registry that its nodes would look for on themselves. The sandbox's nodes do find its own
 * registry there: that one may be exempted by its `host:port`.
 */
function isLoopback(image: string, ownRegistry: string | undefined): boolean {
  if (ownRegistry !== undefined && image.startsWith(`${ownRegistry}/`)) return false;
  return /^(localhost|127\.0\.0\.1)(:\d+)?\//.test(image);
}

function readBuild(body: JsonObject): PostedBuild {
  for (const key of ['sha', 'dockerfile']) {
    if (pythonTruth(body[key])) throw leftOut(`"${key}" in build`);
  }
  const fields = new Fields(body);
  const image = fields.text('image');
  const stack = fields.text('stack');
  if (stack.length > 32) fields.complain('stack', 'Ensure this field has no more than 32 characters.');
  const procfile = body['procfile'] === undefined ? {} : body['procfile'];
  if (procfile === null) fields.complain('procfile', 'This field may not be null.');
  else if (!isObject(procfile)) throw serverError();
  else checkProcfile(procfile, fields);
  const { dryccfile } = body;
  if (dryccfile === null) fields.complain('dryccfile', 'This field may not be null.');
  else if (pythonTruth(dryccfile)) checkDryccfile(dryccfile, fields);
  fields.done();
  return {
    ...{ image, stack, procfile: isObject(procfile) ? procfile : {} },
    dryccfile: pythonTruth(dryccfile) ? (dryccfile as Dryccfile) : undefined,
  };
}

function checkProcfile(procfile: JsonObject, fields: Fields): void {
  for (const [ptype, command] of Object.entries(procfile)) {
    const complaint = command === null || command === '' ? noCommand : ptypeComplaint(ptype);
    if (complaint === undefined) continue;
    fields.complain('procfile', complaint);
    return;
  }
}

const noCommand = "Command can't be empty for process type";

const texts: Schema = { type: 'array', items: { type: 'string' } };
const step: Readonly<Record<string, Schema>> = { command: texts, args: texts, image: { type: 'string' } };
const values: Schema = { type: 'object', patternProperties: { '^[A-z0-9_\\-.]+$': { type: 'string' } } };
const filePattern = '^([a-z0-9]+(\\.[a-z0-9]+)*)$';

/** api/serializers/schemas/dryccfile.py */
const dryccfileSchema: Schema = {
  type: 'object',
  properties: {
    config: { type: 'object', patternProperties: { [filePattern]: values } },
    pipeline: {
      type: 'object',
      patternProperties: {
        [filePattern]: {
          type: 'object',
          properties: {
            kind: { type: 'string', pattern: '^pipeline$' },
            ptype: { type: 'string', pattern: '^(?<type>[a-z0-9]+(\\-[a-z0-9]+)*)$' },
            build: {
              type: 'object',
              properties: { docker: { type: 'string' }, arg: values },
              additionalProperties: false,
            },
            env: values,
            run: { type: 'object', properties: { ...step, timeout: { type: 'integer' } }, additionalProperties: false },
            config: { type: 'array', items: { type: 'string', pattern: filePattern } },
            deploy: { type: 'object', properties: step, additionalProperties: false },
          },
          additionalProperties: false,
          required: ['kind', 'ptype', 'deploy'],
        },
      },
    },
  },
  required: ['pipeline'],
  additionalProperties: false,
};

function checkDryccfile(posted: unknown, fields: Fields): void {
  const complaint = schemaComplaint(posted, dryccfileSchema);
  if (complaint !== undefined) {
    fields.complain('dryccfile', `could not validate ${pythonStr(posted)}: ${complaint}`);
    return;
  }
  const pipelines = Object.values((posted as Dryccfile).pipeline);
  if (pipelines.some((pipeline) => Object.hasOwn(pipeline, 'build'))) throw leftOut('builds from source (build)');
  const ptypes = pipelines.map(({ ptype }) => ptype);
  const named = ptypes.map(ptypeComplaint).find((problem) => problem !== undefined);
  if (named !== undefined) fields.complain('dryccfile', named);
  else if (new Set(ptypes).size < ptypes.length) fields.complain('dryccfile', "Pipeline's ptype must be unique");
}
