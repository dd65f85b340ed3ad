import { notFound, unprocessable } from '../errors.ts';
import type { App } from '../model.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { Message } from '../request/message.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

const descriptions = {
  ssh: 'Enable SSHing into the app.',
  revisions: 'Enable versioning of an application',
  'service-binding-k8s': 'Enable k8s service bindings for the app',
  'file-based-vcap-services': 'Enable file-based VCAP service bindings for the app',
} as const;

export type FeatureName = keyof typeof descriptions;
export const featureNames = Object.keys(descriptions) as readonly FeatureName[];

/** What an app can do beside running (CCNG, app/controllers/v3/app_features_controller.rb). */
export function featureEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  const appOf = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const nameOf = (call: Call): FeatureName => {
    const name = featureNames.find((one) => one === call.param('name'));
    if (name === undefined) throw notFound('Feature');
    return name;
  };
  return [
    {
      method: 'GET',
      path: '/v3/apps/:guid/features',
      query: [],
      answer: (call) => {
        const app = appOf(call);
        const resources = featureNames.map((name) => presentFeature(app, name));
        const page = { href: `${foundation.url}/v3/apps/${app.guid}/features` };
        return ok({
          resources,
          pagination: {
            ...{ total_results: resources.length, total_pages: 1 },
            ...{ first: page, last: page, next: null, previous: null },
          },
        });
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/features/:name',
      query: [],
      answer: (call) => {
        const app = appOf(call);
        return ok(presentFeature(app, nameOf(call)));
      },
    },
    {
      method: 'PATCH',
      path: '/v3/apps/:guid/features/:name',
      query: [],
      answer: (call) => {
        const app = appOf(call);
        const name = nameOf(call);
        call.require(name === 'revisions' ? 'manage' : 'write', app.space);
        const message = new Message(call.body(), ['enabled']);
        const enabled = message.value('enabled');
        if (typeof enabled !== 'boolean') message.problem('Enabled must be a boolean');
        message.check();
        setFeature(app, name, enabled === true);
        world.touch(app);
        return ok(presentFeature(app, name));
      },
    },
  ];
}

/** 422 for the two ways of telling services, both at once. */
export function setFeature(app: App, name: FeatureName, enabled: boolean): void {
  const other = {
    'service-binding-k8s': 'file-based-vcap-services',
    'file-based-vcap-services': 'service-binding-k8s',
  };
  if (name === 'revisions') {
    app.revisionsEnabled = enabled;
    return;
  }
  if (enabled && name !== 'ssh' && isEnabled(app, other[name] as FeatureName)) {
    throw unprocessable(
      "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time.",
    );
  }
  app.features[name] = enabled;
}

function presentFeature(app: App, name: FeatureName): object {
  return { name, description: descriptions[name], enabled: isEnabled(app, name) };
}

function isEnabled(app: App, name: FeatureName): boolean {
  return name === 'revisions' ? app.revisionsEnabled : app.features[name];
}
