import { NotModelled, notFound, unprocessable } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { presentDeployment } from '../present/records.ts';
import { type Call, spaceOf } from '../request/call.ts';
import { guidOf, isObject } from '../request/json.ts';
import { pageOf } from '../request/list.ts';
import { Message, maxBigInt } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import { statusOf } from '../runtime/deployment-status.ts';
import { created, type Endpoint, empty, type Foundation, listKeys, ok } from './endpoint.ts';

const optionKeys = [
  'max_in_flight',
  'web_instances',
  'memory_in_mb',
  'disk_in_mb',
  'log_rate_limit_in_bytes_per_second',
  'canary',
];

/** Rolling and canary deployments. */
export function deploymentEndpoints(foundation: Foundation): Endpoint[] {
  const { world, rollouts } = foundation;
  const action = (name: 'cancel' | 'continue'): Endpoint => ({
    method: 'POST',
    path: `/v3/deployments/:guid/actions/${name}`,
    query: [],
    answer: (call) => {
      const hit = world.deployments.find((one) => one.guid === call.param('guid'));
      // 404 also for those who may read it: the server asks for the right to write only.
      if (hit === undefined || !call.canManage(hit.app.space)) throw notFound('Deployment');
      call.require('manage', hit.app.space);
      if (name === 'cancel') rollouts.cancel(hit, call.caller);
      else rollouts.continue(hit, call.caller);
      return empty();
    },
  });

  return [
    {
      method: 'POST',
      path: '/v3/deployments',
      query: [],
      answer: (call) => created(presentDeployment(foundation.link, create(foundation, call))),
    },
    {
      method: 'GET',
      path: '/v3/deployments',
      query: listKeys('app_guids', 'states', 'status_reasons', 'status_values'),
      answer: (call) => {
        if (call.query.has('states')) throw new NotModelled('states on the list of deployments (deprecated)');
        return ok(
          pageOf(
            call,
            foundation.url,
            world.deployments.filter((one) => call.canRead(one.app.space)),
            {
              app_guids: (one) => [one.app.guid],
              status_values: (one) => [statusOf(one).value],
              status_reasons: (one) => [statusOf(one).reason],
            },
            (one) => presentDeployment(foundation.link, one),
          ),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/deployments/:guid',
      query: [],
      answer: (call) =>
        ok(
          presentDeployment(
            foundation.link,
            call.visible(world.deployments, call.param('guid'), spaceOf, 'Deployment'),
          ),
        ),
    },
    action('cancel'),
    action('continue'),
  ];
}

function create(foundation: Foundation, call: Call): Deployment {
  const { world } = foundation;
  const message = new Message(call.body(), ['droplet', 'revision', 'strategy', 'options', 'relationships', 'metadata']);
  const guids = message.relationships(['app']);
  const strategy = message.has('strategy') ? message.value('strategy') : 'rolling';
  if (strategy !== 'rolling' && strategy !== 'canary') {
    message.problem(`Strategy '${String(strategy)}' is not a supported deployment strategy`);
  }
  const dropletGuid = message.has('droplet') ? guidOf(message.value('droplet')) : undefined;
  if (message.has('droplet') && dropletGuid === undefined) message.problem('Droplet must be an object');
  if (message.has('droplet') && message.has('revision')) {
    message.problem("Droplet Cannot set both fields 'droplet' and 'revision'");
  }
  const options = readOptions(message, strategy);
  message.check();
  if (message.has('revision')) throw new NotModelled('deploying a revision');

  const app = world.apps.find((one) => one.guid === guids.app);
  if (app === undefined || !call.canManage(app.space)) {
    throw unprocessable('Unable to use app. Ensure that the app exists and you have access to it.');
  }
  call.require('manage', app.space);
  const droplet = world.droplets.find((one) => one.guid === dropletGuid);
  if (dropletGuid !== undefined && droplet === undefined) {
    throw unprocessable(
      'Invalid droplet. Please specify a droplet in the request or set a current droplet for the app.',
    );
  }
  return foundation.rollouts.create(
    app,
    {
      droplet,
      strategy: strategy === 'canary' ? 'canary' : 'rolling',
      ...options,
      metadata: metadataOf(message.value('metadata')),
    },
    call.caller,
  );
}

interface Options {
  readonly maxInFlight: number;
  readonly canarySteps: readonly number[];
  readonly webInstances?: number;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  readonly logRateLimit?: number;
}

/** CCNG, app/messages/deployment_create_message.rb. */
function readOptions(message: Message, strategy: unknown): Options {
  const raw = message.value('options');
  if (raw === undefined || raw === null) return { maxInFlight: 1, canarySteps: [] };
  if (!isObject(raw)) {
    message.problem('Options must be an object');
    return { maxInFlight: 1, canarySteps: [] };
  }
  const unsupported = Object.keys(raw).filter((key) => !optionKeys.includes(key));
  if (unsupported.length > 0) message.problem(`Options has unsupported key(s): ${unsupported.join(', ')}`);
  const maxInFlight = raw['max_in_flight'] ?? 1;
  if (typeof maxInFlight !== 'number' || !Number.isInteger(maxInFlight) || maxInFlight < 1) {
    message.problem('Max in flight must be an integer greater than 0');
  }
  const options = new Message(raw, Object.keys(raw));
  const webInstances = options.integer('web_instances', { min: 1 });
  const memoryMb = options.integer('memory_in_mb', { over: 0 });
  const diskMb = options.integer('disk_in_mb', { over: 0 });
  const logRateLimit = options.integer('log_rate_limit_in_bytes_per_second', { min: -1, max: maxBigInt });
  options.check();
  return {
    maxInFlight: Number(maxInFlight),
    canarySteps: readCanary(message, raw['canary'], strategy),
    ...(webInstances === undefined ? {} : { webInstances }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRateLimit === undefined ? {} : { logRateLimit }),
  };
}

function readCanary(message: Message, canary: unknown, strategy: unknown): readonly number[] {
  if (canary === undefined || canary === null) return [];
  if (!isObject(canary)) {
    message.problem('Options.canary must be an object');
    return [];
  }
  if (strategy !== 'canary') {
    message.problem('Options.canary are only valid for Canary deployments');
    return [];
  }
  const unknown = Object.keys(canary).filter((key) => key !== 'steps');
  if (unknown.length > 0) message.problem(`Options.canary has unsupported key(s): ${unknown.join(', ')}`);
  const { steps } = canary as { steps?: unknown };
  if (steps === undefined) return [];
  if (!Array.isArray(steps) || !steps.every(isObject)) {
    message.problem('Options.canary.steps must be an array of objects');
    return [];
  }
  for (const step of steps) {
    const extra = Object.keys(step).filter((key) => key !== 'instance_weight');
    if (extra.length > 0) message.problem(`Options.canary.steps has unsupported key(s): ${extra.join(', ')}`);
  }
  const weights = steps.map((step) => step['instance_weight']);
  if (weights.some((weight) => weight === undefined)) {
    message.problem('Options.canary.steps missing key: "instance_weight"');
  }
  const valid = weights.filter((weight): weight is number => Number.isInteger(weight));
  if (valid.length < weights.length || valid.some((weight) => weight < 1 || weight > 100)) {
    message.problem('Options.canary.steps.instance weight must be an Integer between 1-100 (inclusive)');
  }
  if (valid.some((weight, at) => at > 0 && weight < (valid[at - 1] ?? 0))) {
    message.problem('Options.canary.steps.instance weight must be sorted in ascending order');
  }
  return valid;
}
