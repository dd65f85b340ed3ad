import { detail, json } from '../../controller/answers.ts';
import { isObject } from '../../controller/body.ts';
import { pythonTruth } from '../../controller/python.ts';
import type { Route } from '../../controller/router.ts';
import { run } from '../deploy/run.ts';
import { appOf, serverError } from '../gate.ts';
import type { User } from '../records.ts';
import type { DeisWorld } from '../world.ts';

/** `run`: a one-off command; the answer is there when it has ended. */
export function runRoutes(world: DeisWorld): readonly Route<User>[] {
  return [
    {
      path: /^\/v2\/apps\/(?<app>[a-z0-9-]+)\/run\/?$/,
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const app = appOf(world, request);
        const body = request.body().value;
        if (!isObject(body)) throw serverError();
        if (!pythonTruth(body['command'])) throw detail(400, 'command is a required field');
        return json(200, await run(world, app, request.user.username, body['command']));
      },
    },
  ];
}
