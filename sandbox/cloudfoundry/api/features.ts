import { notFound } from '../errors.ts';
import type { App } from '../model.ts';
import { type Call, spaceOfApp } from '../request/call.ts';
import { Message } from '../request/message.ts';
import { descriptions, type FeatureName, featureNames, isEnabled, setFeature } from '../runtime/features.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

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

function presentFeature(app: App, name: FeatureName): object {
  return { name, description: descriptions[name], enabled: isEnabled(app, name) };
}
