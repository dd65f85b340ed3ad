import { ApiError, NotModelled, unprocessable } from '../errors.ts';
import type { Deployment } from '../model.ts';
import type { Call } from '../request/call.ts';
import { isObject, type Json } from '../request/json.ts';
import { Message, maxBigInt } from '../request/message.ts';
import { metadataOf } from '../request/metadata.ts';
import type { DeploymentOrder } from '../runtime/deployment-create.ts';
import type { Foundation } from './endpoint.ts';

const optionKeys = [
  'canary',
  'max_in_flight',
  'web_instances',
  'memory_in_mb',
  'disk_in_mb',
  'log_rate_limit_in_bytes_per_second',
];

/** `POST /v3/deployments` (CCNG, app/messages/deployment_create_message.rb, deployments_controller.rb). */
export function createDeployment(foundation: Foundation, call: Call): Deployment {
  const { world, rollouts } = foundation;
  if (world.deploymentsDisabled) {
    throw new ApiError(
      ...([403, 390014, 'CF-DeploymentsDisabled'] as const),
      "Deployments cannot be created due to manifest property 'temporary_disable_deployments'",
    );
  }
  const body = call.body();
  const message = new Message(body, ['relationships', 'droplet', 'revision', 'strategy', 'options', 'metadata']);
  const strategy = message.value('strategy') ?? 'rolling';
  if (strategy !== 'rolling' && strategy !== 'canary') {
    message.problem(`Strategy '${String(strategy)}' is not a supported deployment strategy`);
  }
  const [dropletGuid, revisionGuid] = [guidIn(body, ['droplet']), guidIn(body, ['revision'])];
  if (isPresent(body['droplet']) && isPresent(body['revision'])) {
    message.problem("Droplet Cannot set both fields 'droplet' and 'revision'");
  }
  const options = readOptions(message, strategy);
  message.check();

  const appGuid = guidIn(body, ['relationships', 'app', 'data']);
  const app = world.apps.find((one) => one.guid === appGuid);
  if (app === undefined || !call.canManage(app.space)) {
    throw unprocessable('Unable to use app. Ensure that the app exists and you have access to it.');
  }
  call.require('manage', app.space);
  if (revisionGuid !== undefined && !app.revisionsEnabled) {
    throw unprocessable('Cannot create deployment from a revision for an app without revisions enabled');
  }
  const source = (): DeploymentOrder['from'] => {
    if (revisionGuid !== undefined) {
      const revision = world.apps.flatMap((one) => one.revisions).find((one) => one.guid === revisionGuid);
      if (revision === undefined) throw unprocessable('The revision does not exist');
      return { revision };
    }
    if (dropletGuid === undefined) return undefined;
    return { droplet: world.droplets.find((one) => one.guid === dropletGuid) };
  };
  return rollouts.create(
    app,
    {
      from: source(),
      strategy: strategy === 'canary' ? 'canary' : 'rolling',
      ...options,
      metadata: metadataOf(message.value('metadata')),
      request: body,
    },
    call.caller,
  );
}

/** What Ruby's `dig` finds. What is no object on the way makes the server fail. */
function guidIn(body: Json, path: readonly string[]): string | undefined {
  let value: unknown = body;
  for (const key of [...path, 'guid']) {
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw new NotModelled(`${path.join('.')} that is not an object`);
    value = value[key];
  }
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new NotModelled(`${path.join('.')}.guid that is not a string`);
  return value;
}

/** Rails' `present?`. */
function isPresent(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false;
}

type Options = Pick<
  DeploymentOrder,
  'maxInFlight' | 'canarySteps' | 'webInstances' | 'memoryMb' | 'diskMb' | 'logRateLimit'
>;

function readOptions(message: Message, strategy: unknown): Options {
  const defaults = { maxInFlight: 1, canarySteps: [] };
  const raw = message.value('options');
  if (!isPresent(raw)) return defaults;
  if (!isObject(raw)) {
    message.problem('Options must be an object');
    return defaults;
  }
  const unsupported = Object.keys(raw).filter((key) => !optionKeys.includes(key));
  if (unsupported.length > 0) message.problem(`Options has unsupported key(s): ${unsupported.join(', ')}`);
  // As the scaling of a process has them, and in its words.
  const scaling = message.within(raw, optionKeys);
  const memoryMb = scaling.integer('memory_in_mb', { over: 0 });
  const diskMb = scaling.integer('disk_in_mb', { over: 0 });
  const logRateLimit = scaling.integer('log_rate_limit_in_bytes_per_second', { min: -1, max: maxBigInt });
  const webInstances = scaling.integer('web_instances', { min: 0 });
  const given = raw['max_in_flight'];
  const maxInFlight = given === undefined || given === null || given === false ? 1 : given;
  if (typeof maxInFlight !== 'number' || !Number.isInteger(maxInFlight) || maxInFlight < 1) {
    message.problem('Max in flight must be an integer greater than 0');
  }
  return {
    maxInFlight: Number(maxInFlight),
    canarySteps: readCanary(message, raw['canary'], strategy),
    ...(webInstances === undefined ? {} : { webInstances }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    ...(diskMb === undefined ? {} : { diskMb }),
    ...(logRateLimit === undefined ? {} : { logRateLimit }),
  };
}

/** ActiveModel's names for `options.canary` and what is in it have no dots. */
function readCanary(message: Message, canary: unknown, strategy: unknown): readonly number[] {
  if (canary === undefined || canary === null || canary === false) return [];
  if (!isObject(canary)) {
    message.problem('Options canary must be an object');
    return [];
  }
  if (strategy !== 'canary') {
    message.problem('Options canary are only valid for Canary deployments');
    return [];
  }
  const { steps } = canary as { steps?: unknown };
  if (steps === undefined || steps === null || steps === false) return [];
  if (!Array.isArray(steps) || !steps.every(isObject)) {
    message.problem('Options canary steps must be an array of objects');
    return [];
  }
  for (const step of steps) {
    const extra = Object.keys(step).filter((key) => key !== 'instance_weight');
    if (extra.length > 0) message.problem(`Options canary steps has unsupported key(s): ${extra.join(', ')}`);
  }
  if (steps.some((step) => !('instance_weight' in step))) {
    message.problem('Options canary steps missing key: "instance_weight"');
  }
  const weights = steps
    .map((step) => step['instance_weight'])
    .filter((weight): weight is number => typeof weight === 'number' && Number.isInteger(weight));
  const range = 'Options canary steps instance weight must be an Integer between 1-100 (inclusive)';
  if (weights.length < steps.length) {
    message.problem(range);
    return [];
  }
  if (weights.some((weight) => weight < 1 || weight > 100)) message.problem(range);
  if (weights.some((weight, at) => weight < (weights[at - 1] ?? weight))) {
    message.problem('Options canary steps instance weight must be sorted in ascending order');
  }
  return weights;
}
