import { notFound } from '../errors.ts';
import { presentEvent, presentJob } from '../present/records.ts';
import { pageOf } from '../request/list.ts';
import { type Endpoint, type Foundation, listKeys, ok } from './endpoint.ts';

/** What happened, and how a DELETE went: audit events and jobs. */
export function eventEndpoints(foundation: Foundation): Endpoint[] {
  const { world } = foundation;
  return [
    {
      method: 'GET',
      path: '/v3/audit_events',
      query: listKeys('types', 'target_guids', 'space_guids', 'organization_guids').filter(
        (key) => key !== 'label_selector',
      ),
      answer: (call) =>
        ok(
          pageOf(
            call,
            foundation.url,
            world.events.filter((one) => call.canRead(one.space)),
            {
              types: (one) => [one.type],
              target_guids: (one) => [one.target.guid],
              space_guids: (one) => [one.space.guid],
              organization_guids: (one) => [one.space.org.guid],
            },
            (one) => presentEvent(foundation.link, one),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/v3/audit_events/:guid',
      query: [],
      answer: (call) =>
        ok(
          presentEvent(
            foundation.link,
            call.visible(world.events, call.param('guid'), (one) => one.space, 'Event'),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/v3/jobs/:guid',
      query: [],
      answer: (call) => {
        const job = world.jobs.find((one) => one.guid === call.param('guid'));
        if (job === undefined) throw notFound('Job');
        return ok(presentJob(foundation.link, job));
      },
    },
  ];
}
