import type { Sidecar } from '../model.ts';
import { presentSidecar } from '../present/sidecars.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import type { Json } from '../request/json.ts';
import { pageKeys, pageOf } from '../request/list.ts';
import { Message } from '../request/message.ts';
import {
  createSidecar,
  deleteSidecar,
  readSidecar,
  sidecarProblems,
  sidecarsOf,
  updateSidecar,
} from '../runtime/sidecars.ts';
import { created, type Endpoint, type Foundation, noContent, ok } from './endpoint.ts';

const listed = pageKeys.filter((key) => key !== 'label_selector');
const keys = ['name', 'command', 'process_types', 'memory_in_mb'];

/** Processes beside those of an app, in their containers (CCNG, app/controllers/v3/sidecars_controller.rb). */
export function sidecarEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const app = (call: Call) => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const sidecar = (call: Call) => call.visible(world.sidecars, call.param('guid'), spaceOf, 'Sidecar');
  const list = (call: Call, sidecars: readonly Sidecar[]) =>
    ok(pageOf(call, foundation.url, sidecars, {}, presentSidecar));

  return [
    {
      method: 'GET',
      path: '/v3/apps/:guid/sidecars',
      query: listed,
      answer: (call) => {
        const owner = app(call);
        return list(
          call,
          world.sidecars.filter((one) => one.app === owner),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/processes/:guid/sidecars',
      query: listed,
      answer: (call) =>
        list(call, sidecarsOf(world, call.visible(world.processes, call.param('guid'), spaceOf, 'Process'))),
    },
    {
      method: 'POST',
      path: '/v3/apps/:guid/sidecars',
      query: [],
      answer: (call) => {
        const owner = app(call);
        call.require('write', owner.space);
        return created(presentSidecar(createSidecar(world, owner, readSidecar(read(call, false)))));
      },
    },
    { method: 'GET', path: '/v3/sidecars/:guid', query: [], answer: (call) => ok(presentSidecar(sidecar(call))) },
    {
      method: 'PATCH',
      path: '/v3/sidecars/:guid',
      query: [],
      answer: (call) => {
        const target = sidecar(call);
        call.require('write', target.app.space);
        const body = read(call, true);
        const { name, command, process_types: types, memory_in_mb: memory } = body as Readonly<Record<string, unknown>>;
        const all = readSidecar(body);
        const changes = {
          ...(name === undefined ? {} : { name: all.name }),
          ...(command === undefined ? {} : { command: all.command }),
          ...(types === undefined ? {} : { processTypes: all.processTypes }),
          ...(memory === undefined ? {} : { memoryMb: all.memoryMb }),
        };
        return ok(presentSidecar(updateSidecar(world, target, changes)));
      },
    },
    {
      method: 'DELETE',
      path: '/v3/sidecars/:guid',
      query: [],
      answer: (call) => {
        const target = sidecar(call);
        call.require('write', target.app.space);
        deleteSidecar(world, target);
        return noContent();
      },
    },
  ];
}

function read(call: Call, partial: boolean): Json {
  const body = call.body();
  const message = new Message(body, keys);
  for (const problem of sidecarProblems(body, partial)) message.problem(problem);
  message.check();
  return body;
}
