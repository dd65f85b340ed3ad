import { badQuery, NotModelled } from '../errors.ts';
import type { Space } from '../model.ts';
import { presentOrg, presentSpace } from '../present/places.ts';
import type { Call } from '../request/call.ts';
import { commaList } from '../request/list.ts';
import type { Foundation } from './endpoint.ts';

/** CCNG, app/messages/apps_list_message.rb and app/decorators/include_{space,organization}_decorator.rb. */
export function includedOf(call: Call): readonly string[] {
  const include = commaList(call.query.get('include')) ?? [];
  const valid = ['space', 'org', 'space.organization'];
  const invalid = include.find((one) => !valid.includes(one));
  if (invalid !== undefined) {
    throw badQuery(`Invalid included resource: '${invalid}'. Valid included resources are: '${valid.join("', '")}'`);
  }
  if (new Set(include).size < include.length) throw new NotModelled('an include twice');
  return include;
}

/** The `included` of an answer that shows apps of these spaces. */
export function included(foundation: Foundation, include: readonly string[], of: readonly Space[]): object {
  const spaces = [...new Set(of)];
  const orgs = [...new Set(spaces.map(({ org }) => org))];
  const wants = (...kinds: string[]) => include.some((one) => kinds.includes(one));
  const parts = {
    ...(wants('space', 'space.organization')
      ? { spaces: spaces.map((one) => presentSpace(foundation.link, one)) }
      : {}),
    ...(wants('org', 'space.organization')
      ? { organizations: orgs.map((one) => presentOrg(foundation.link, one)) }
      : {}),
  };
  return include.length === 0 ? {} : { included: parts };
}
