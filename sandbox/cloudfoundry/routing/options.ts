import { isObject } from '../request/json.ts';

/** `hash` is there only where the operator has turned `hash_based_routing` on. */
export const loadBalancings: readonly string[] = ['round-robin', 'least-connection'];

/** What is wrong with the `options` of a route, in the words of CCNG, app/messages/route_options_message.rb. */
export function optionsProblems(value: unknown): string[] {
  if (!isObject(value)) return ['Options is not a valid object'];
  const unknown = Object.keys(value).filter((key) => key !== 'loadbalancing');
  const problems = unknown.length > 0 ? [`Options Unknown field(s): '${unknown.join("', '")}'`] : [];
  const algorithm = value['loadbalancing'];
  if (algorithm === undefined || algorithm === null) return problems;
  if (typeof algorithm !== 'string' || !loadBalancings.includes(algorithm)) {
    problems.push(`Options Loadbalancing must be one of '${loadBalancings.join(', ')}' if present`);
  }
  if (algorithm === '') problems.push("Options Loadbalancing can't be blank");
  return problems;
}

/** Options after a change, which has been checked; null takes one away. */
export function changedOptions(
  before: Readonly<Record<string, string>>,
  changes: unknown,
): Readonly<Record<string, string>> {
  const after = { ...before };
  for (const [key, value] of Object.entries(isObject(changes) ? changes : {})) {
    if (value === null) delete after[key];
    else after[key] = String(value);
  }
  return after;
}
