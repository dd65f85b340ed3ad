import { NotModelled, notAuthorized, notFound } from '../errors.ts';
import type { App, Revision } from '../model.ts';
import { presentFeature, presentRevision, presentRevisionEnvironment } from '../present/records.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { Message } from '../request/message.ts';
import { type Endpoint, type Foundation, ok } from './endpoint.ts';

/** Single revisions, and the feature of an app that makes them (CCNG, revisions_controller.rb, app_features_controller.rb). */
export function revisionEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const revision = (call: Call): Revision =>
    call.visible(
      world.apps.flatMap((app) => app.revisions),
      call.param('guid'),
      spaceOf,
      'Revision',
    );
  /** The app whose feature is named: only `revisions` is modelled. */
  const featured = (call: Call): App => {
    const app = call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
    const name = call.param('name');
    if (['ssh', 'service-binding-k8s', 'file-based-vcap-services'].includes(name)) {
      throw new NotModelled(`the feature ${name}`);
    }
    if (name !== 'revisions') throw notFound('Feature');
    return app;
  };

  return [
    {
      method: 'GET',
      path: '/v3/revisions/:guid',
      query: [],
      answer: (call) => ok(presentRevision(link, revision(call))),
    },
    {
      method: 'GET',
      path: '/v3/revisions/:guid/environment_variables',
      query: [],
      answer: (call) => {
        const found = revision(call);
        // Who may read secrets: developers. The feature flags that hide the app's variables are not asked here.
        if (!call.canWrite(found.app.space)) throw notAuthorized();
        world.record('audit.app.revision.environment_variables.show', found.app, call.caller, {
          revision_guid: found.guid,
          revision_version: found.version,
        });
        return ok(presentRevisionEnvironment(link, found));
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/features/:name',
      query: [],
      answer: (call) => ok(presentFeature(featured(call))),
    },
    {
      method: 'PATCH',
      path: '/v3/apps/:guid/features/:name',
      query: [],
      answer: (call) => {
        const app = featured(call);
        call.require('write', app.space);
        const message = new Message(call.body(), ['enabled']);
        const enabled = message.value('enabled');
        if (typeof enabled !== 'boolean') message.problem('Enabled must be a boolean');
        message.check();
        app.revisionsEnabled = enabled === true;
        return ok(presentFeature(app));
      },
    },
  ];
}
