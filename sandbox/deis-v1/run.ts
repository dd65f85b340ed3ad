import { randomUUID } from 'node:crypto';
import { detail, leftOut } from '../controller/answers.ts';
import type { Route } from '../controller/router.ts';
import { expanded, taskRun } from '../image.ts';
import { serverError, unicode, writable } from './framework.ts';
import { changeOf } from './gate.ts';
import { latest, type User } from './records.ts';
import type { DeisV1World } from './world.ts';

/** `run`: a one-off command in the newest release's image. JSON, called `text/plain`: `[exit code, output]`. */
export function runRoutes(world: DeisV1World): readonly Route<User>[] {
  return [
    {
      path: /^\/v1\/apps\/(?<app>[a-z0-9-]+)\/run\/?/,
      allow: 'POST, OPTIONS',
      POST: async (request) => {
        const change = changeOf(world, request);
        const { worker, app, user } = change;
        const posted = writable(request.body())['command'];
        if (posted === undefined) throw serverError();
        const command = unicode(posted);
        if (!world.sshKey) throw detail(400, 'Support for admin commands is not configured');
        const release = latest(app);
        if (release.build === undefined) {
          throw detail(400, 'No build associated with this release to run this command');
        }
        world.log(app.id, `${user} runs '${command}'`);
        const others = app.containers.filter(({ type }) => type === 'run').map(({ num }) => num);
        // The row is never taken away.
        app.containers.push({
          ...{ uuid: randomUUID(), owner: app.owner, createdAt: world.clock.now() },
          ...{ release, type: 'run', num: Math.max(0, ...others) + 1 },
        });
        const image = world.docker.images.get(`${app.id}:v${release.version}`);
        if (image === undefined) throw leftOut('a command in an image that is not there: it is waited for, for ever');
        const task = taskRun(image.pulled, command);
        const { schedule, unitPull, poll } = world.timings;
        await worker.sleep(schedule + unitPull + Math.ceil(task.ms / poll) * poll);
        const output = task.log.map((line) => `${expanded(line, image.environment)}\n`).join('');
        const body = JSON.stringify([task.exitCode, output]);
        return { status: 200, headers: { 'content-type': 'text/plain' }, body };
      },
    },
  ];
}
