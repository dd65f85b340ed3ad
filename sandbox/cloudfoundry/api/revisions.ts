import { badQuery, notAuthorized } from '../errors.ts';
import type { App, Revision } from '../model.ts';
import { presentRevision, presentRevisionEnvironment } from '../present/records.ts';
import { type Call, spaceOf, spaceOfApp } from '../request/call.ts';
import { type Filters, pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';
import { metadataEndpoint } from './metadata.ts';

const filters: Filters<Revision> = {
  versions: (one) => [String(one.version)],
  deployable: (one) => [String(one.droplet.state === 'STAGED' && !one.droplet.deleted)],
};

/** What an app has run with (CCNG, app/controllers/v3/revisions_controller.rb, app_revisions_controller.rb). */
export function revisionEndpoints(foundation: Foundation): Endpoint[] {
  const { world, link } = foundation;
  const appOf = (call: Call): App => call.visible(world.apps, call.param('guid'), spaceOfApp, 'App');
  const revision = (call: Call): Revision =>
    call.visible(
      world.apps.flatMap((app) => app.revisions),
      call.param('guid'),
      spaceOf,
      'Revision',
    );
  const list = (call: Call, revisions: readonly Revision[]) =>
    ok(pageOf(call, foundation.url, revisions, filters, (one) => presentRevision(link, one)));

  return [
    {
      method: 'GET',
      path: '/v3/apps/:guid/revisions',
      query: listKeys('versions', 'deployable'),
      answer: (call) => {
        if (!['true', 'false', null].includes(call.query.get('deployable'))) {
          throw badQuery('Deployable must be a boolean');
        }
        return list(call, appOf(call).revisions);
      },
    },
    {
      method: 'GET',
      path: '/v3/apps/:guid/revisions/deployed',
      query: listKeys().filter((key) => key !== 'label_selector'),
      answer: (call) => {
        const app = appOf(call);
        const started = world.processesOf(app).filter((process) => process.lrp !== undefined);
        return list(
          call,
          app.revisions.filter((one) => started.some((process) => process.revision === one)),
        );
      },
    },
    {
      method: 'GET',
      path: '/v3/revisions/:guid',
      query: [],
      answer: (call) => ok(presentRevision(link, revision(call))),
    },
    metadataEndpoint<Revision>(foundation, {
      ...{ path: '/v3/revisions/:guid', find: revision, spaceOf, first: 'body' },
      present: (found) => presentRevision(link, found),
    }),
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
  ];
}
