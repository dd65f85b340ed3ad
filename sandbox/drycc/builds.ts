import { randomUUID } from 'node:crypto';
import { detail, json, leftOut } from '../controller/answers.ts';
import { isObject, type JsonObject } from '../controller/body.ts';
import { Fields } from '../controller/fields.ts';
import { pythonTruth } from '../controller/python.ts';
import type { Route } from '../controller/router.ts';
import { appOf, missing, serverError, writableBody } from './gate.ts';
import { isReserved } from './names.ts';
import { startDeploy } from './pipeline.ts';
import { type App, type Build, buildJson, latestGood, type User } from './records.ts';
import type { DryccWorld } from './world.ts';

/** `build/`: the POST answers at once, a worker deploys. */
export function buildRoutes(world: DryccWorld, ownRegistry: string | undefined): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/build\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const app = appOf(world, request);
        const version = request.exchange.query.get('version');
        const release =
          version === null
            ? latestGood(app)
            : app.releases.find((candidate) => `v${candidate.version}` === version.replace(/^v?/, 'v'));
        if (release === undefined) throw missing('Release');
        return json(200, buildJson(app, release.build));
      },
      POST: (request) => {
        const app = appOf(world, request);
        const posted = readBuild(writableBody(request));
        if (isLoopback(posted.image, ownRegistry)) throw detail(400, 'image must not use the loopback address');
        return json(201, buildJson(app, createBuild(world, app, posted)));
      },
    },
  ];
}

export interface PostedBuild {
  readonly image: string;
  readonly stack: string;
  readonly procfile: JsonObject;
}

/** Makes a build and its release, and queues the pipeline. Throws 400; the release that was made then stays. */
export function createBuild(world: DryccWorld, app: App, posted: PostedBuild): Build {
  const build: Build = { uuid: randomUUID(), ...posted, createdAt: world.clock.now() };
  const summary = `${app.workspace.id} deployed ${build.image}`;
  const release = world.addRelease(app, latestGood(app).config, build, summary);
  if (app.settings.autodeploy) startDeploy(world, app, release, [], false);
  return build;
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
  for (const key of ['sha', 'dockerfile', 'dryccfile']) {
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
  fields.done();
  return { image, stack, procfile: isObject(procfile) ? procfile : {} };
}

function checkProcfile(procfile: JsonObject, fields: Fields): void {
  for (const [ptype, command] of Object.entries(procfile)) {
    const complaint = ptypeComplaint(ptype) ?? (command === null || command === '' ? noCommand : undefined);
    if (complaint === undefined) continue;
    fields.complain('procfile', complaint);
    return;
  }
}

const noCommand = "Command can't be empty for process type";

function ptypeComplaint(ptype: string): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(ptype)) {
    return 'Process types can only supports: ^(?P<type>[a-z0-9]+(\\-[a-z0-9]+)*)$';
  }
  if (ptype.length < 3 || ptype.length > 63) return 'The length of ptype must be between 3 and 63';
  return isReserved(ptype) ? `${ptype} is a reserved name.` : undefined;
}
