import { json } from '../../controller/answers.ts';
import { dictionary } from '../../controller/body.ts';
import { Fields } from '../../controller/fields.ts';
import { page } from '../../controller/paging.ts';
import type { Route } from '../../controller/router.ts';
import { missing, roleOf } from '../gate.ts';
import { appNamePattern } from '../names.ts';
import type { User } from '../records.ts';
import { memberJson, workspaceJson } from '../shapes.ts';
import type { DryccWorld } from '../world.ts';

/** `workspaces/`: those that one is a member of. */
export function workspaceRoutes(world: DryccWorld): readonly Route<User>[] {
  const visible = (user: User) => world.workspaces.filter((workspace) => roleOf({ workspace }, user) !== undefined);
  return [
    {
      path: /^\/v2\/workspaces\/?$/,
      allow: 'GET, POST, HEAD, OPTIONS',
      GET: (request) => {
        const sorted = visible(request.user).sort((a, b) => (a.id < b.id ? -1 : 1));
        return page(request.exchange, sorted, workspaceJson);
      },
      POST: (request) => {
        const fields = new Fields(dictionary(request.body().value));
        const id = fields.text('id');
        const email = fields.text('email');
        if (id !== '' && !appNamePattern.test(id)) {
          fields.complain(
            'id',
            'App name must start with an alphabetic character, cannot end with a hyphen and can only contain a-z (lowercase), 0-9 and hyphens.',
          );
        }
        if (world.workspaces.some((workspace) => workspace.id === id)) {
          fields.complain('id', 'workspace with this id already exists.');
        }
        fields.done();
        const workspace = world.addWorkspace(id, email);
        world.addMember(workspace, request.user, 'admin');
        return json(201, workspaceJson(workspace));
      },
    },
    {
      path: /^\/v2\/workspaces\/(?<id>[a-z0-9-]+)\/?$/,
      allow: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
      GET: (request) => {
        const found = visible(request.user).find((workspace) => workspace.id === request.parameters['id']);
        if (found === undefined) throw missing('Workspace');
        return json(200, workspaceJson(found));
      },
    },
    {
      path: /^\/v2\/workspaces\/(?<id>[a-z0-9-]+)\/members\/?$/,
      allow: 'GET, HEAD, OPTIONS',
      GET: (request) => {
        const found = visible(request.user).find((workspace) => workspace.id === request.parameters['id']);
        return page(request.exchange, found?.members ?? [], (member) =>
          found === undefined ? {} : memberJson(found, member),
        );
      },
    },
    { path: /^\/v2\/workspaces\/[a-z0-9-]+\/.+$/, allow: 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS' },
  ];
}
