import { detail, leftOut, noContent } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { PythonValueError, pythonInt, pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { KubeError } from '../../kubernetes/cluster.ts';
import { runJob } from '../deploy/run.ts';
import { commandOf, imageOf } from '../deploy/templates.ts';
import { appOf, serverError } from '../gate.ts';
import { latest, type User } from '../records.ts';
import type { DryccWorld } from '../world.ts';

/** `KUBERNETES_JOB_MAX_TTL_SECONDS_AFTER_FINISHED`. Seconds. */
const longestExpiry = 7_200;

/**
 * `run`: a one-off command. The answer says nothing of it; there is a pod of type `run` to be found. The words of the command
 * are arguments of the image's entrypoint, or of the command that the dryccfile has for the process type.
 */
export function runRoutes(world: DryccWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/run\/?$/,
      allow: 'POST, OPTIONS',
      POST: (request) => {
        const app = appOf(world, request, 'app');
        const body = request.body().value;
        if (!isObject(body)) throw serverError();
        const { ptype = 'run', command = '', timeout = 3_600, expires = 3_600 } = body;
        if (typeof command !== 'string' || typeof ptype !== 'string') throw serverError();
        const args = command.split(/\s+/).filter((word) => word !== '');
        const seconds = whole(timeout);
        const asked = whole(expires);
        if (args.length === 0) {
          throw detail(400, 'command is a required field, or it can be defined in Procfile');
        }
        const release = latest(app);
        if (release.build === undefined) throw detail(400, 'no build available, please deploy a release');
        if (pythonTruth(body['volumes'])) throw leftOut('volumes');
        const expiry = asked === 0 || asked > longestExpiry ? longestExpiry : asked;
        const process = { image: imageOf(release.build, ptype), command: commandOf(release.build, ptype), args };
        try {
          const pod = runJob(world, app, release, { ...process, timeout: seconds, expires: expiry });
          world.cluster.log(app.id, `INFO ${request.user.username} on ${pod.name} runs '${command}'`);
        } catch (error) {
          if (!(error instanceof KubeError)) throw error;
          throw detail(503, `${app.id}-run (run): ${error.message}`);
        }
        return noContent();
      },
    },
  ];
}

function whole(value: unknown): number {
  try {
    return pythonInt(value);
  } catch (error) {
    if (error instanceof PythonValueError) throw serverError();
    throw error;
  }
}
