import type { Reply } from '../../server.ts';
import { notFound } from '../errors.ts';
import { type Endpoint, ok } from '../request/call.ts';
import type { KorifiWorld } from '../world.ts';
import type { Foundation } from './foundation.ts';

/** 202 with the job's address: how a DELETE answers. What is deleted goes a little later. */
export function acceptedJob(world: KorifiWorld, operation: string, guid: string, work: () => void): Reply {
  const job = { guid: `${operation}~${guid}`, operation, state: 'PROCESSING' as 'PROCESSING' | 'COMPLETE' };
  world.jobs.unshift(job);
  const end = () => {
    if (world.reconcilePaused) {
      world.clock.after(world.timings.deletion, end);
      return;
    }
    work();
    job.state = 'COMPLETE';
  };
  world.clock.after(world.timings.deletion, end);
  return { status: 202, headers: { location: `${world.url}/v3/jobs/${job.guid}` } };
}

/** @see cloudfoundry/korifi: api/presenter/job.go */
export function jobEndpoints({ world }: Foundation): readonly Endpoint[] {
  return [
    {
      ...{ method: 'GET', path: '/v3/jobs/:guid' },
      answer: (call) => {
        const job = world.jobs.find(({ guid }) => guid === decodeURIComponent(call.param('guid')));
        if (job === undefined) throw notFound('Job');
        const { guid, operation, state } = job;
        return ok({
          ...{ guid, errors: [], warnings: null, operation, state, created_at: '', updated_at: '' },
          links: { self: { href: `${world.url}/v3/jobs/${guid}` } },
        });
      },
    },
  ];
}
