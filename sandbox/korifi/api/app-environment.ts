import { notAuthorized, notFound } from '../errors.ts';
import { linksOf } from '../present/common.ts';
import type { App } from '../records.ts';
import { type Call, type Endpoint, ok } from '../request/call.ts';
import { Checks } from '../request/checks.ts';
import { object } from '../request/shape.ts';
import { applicationOf } from '../runtime/template.ts';
import { appOf, type Foundation } from './foundation.ts';

const environmentPatch = object('AppPatchEnvVars', {
  var: { kind: 'map', go: 'map[string]interface {}', values: 'any' },
});

const features: Readonly<Record<string, string>> = {
  ssh: 'Enable SSHing into the app.',
  revisions: 'Enable versioning of an application',
};

/** Variables, and what an app can be allowed to do. */
export function appEnvironmentEndpoints({ world, controller }: Foundation): readonly Endpoint[] {
  /** They are in a secret, which not everybody reads who sees the app. */
  const readable = (call: Call) => {
    const app = appOf(call, world);
    if (!call.isDeveloper(app.space)) throw notAuthorized();
    return app;
  };
  const presented = (app: App) => {
    const link = linksOf(world.url);
    const self = link(`apps/${app.guid}/environment_variables`);
    return { var: app.environment, links: { self, app: link(`apps/${app.guid}`) } };
  };
  return [
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/environment_variables' },
      answer: (call) => ok(presented(readable(call))),
    },
    {
      ...{ method: 'PATCH', path: '/v3/apps/:guid/environment_variables' },
      answer: (call) => {
        const { var: variables = {} } = call.body(environmentPatch);
        checkVariables(variables);
        const app = appOf(call, world);
        call.mayWrite(app.space);
        app.environment = patched(app.environment, variables);
        controller.changed(app);
        return ok(presented(app));
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/env' },
      answer: (call) => {
        const app = readable(call);
        return ok({
          environment_variables: app.environment,
          ...{ staging_env_json: {}, running_env_json: {}, system_env_json: {} },
          application_env_json: { VCAP_APPLICATION: applicationOf(world, app) },
        });
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/ssh_enabled' },
      answer: (call) => {
        appOf(call, world);
        return ok({ enabled: false, reason: 'Disabled globally' });
      },
    },
    {
      ...{ method: 'GET', path: '/v3/apps/:guid/features/:name' },
      answer: (call) => {
        appOf(call, world);
        const name = call.param('name');
        if (!Object.hasOwn(features, name)) throw notFound('Feature');
        return ok({ name, description: features[name], enabled: false });
      },
    },
  ];
}

function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  const checks = new Checks();
  if (Object.keys(variables).length === 0) checks.say('var', 'cannot be blank');
  for (const name of Object.keys(variables)) {
    for (const prefix of ['VCAP_', 'VMC_']) {
      if (name.startsWith(prefix)) checks.say(`var.${name}`, `prefix ${prefix} is not allowed`);
    }
    if (name === 'PORT') checks.say('var.PORT', 'value PORT is not allowed');
  }
  checks.done();
}

/**
 * Null takes a variable away. What is neither text nor bool is passed over without a word, numbers too.
 *
 * @see cloudfoundry/korifi: api/payloads/app.go
 */
function patched(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const after = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) after.delete(name);
    else if (typeof value === 'string' || typeof value === 'boolean') after.set(name, String(value));
  }
  return Object.fromEntries(after);
}
