import { randomInt } from 'node:crypto';
import type { Fields } from './fields.ts';
import { pythonStr } from './python.ts';

export interface AppNameRules {
  /** Of a whole name: `validate_app_id` of the generation. */
  readonly pattern: RegExp;
  readonly reserved: (name: string) => boolean;
  readonly taken: (name: string) => boolean;
  readonly random: () => string;
}

/**
 * The `id` of a new app. Absent and `null` mean a random name; every complaint is made, in the order of the model's
 * validators. `''` when it was refused.
 */
export function readAppName(value: unknown, fields: Fields, rules: AppNameRules): string {
  if (value === undefined || value === null) return rules.random();
  const notASlug = 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.';
  if (typeof value === 'object') {
    fields.complain('id', notASlug);
    return '';
  }
  const name = pythonStr(value).trim();
  if (name === '') {
    fields.complain('id', 'This field may not be blank.');
    return '';
  }
  if (!rules.pattern.test(name)) {
    fields.complain(
      'id',
      'App name must start with an alphabetic character, cannot end with a hyphen and can only contain a-z (lowercase), 0-9 and hyphens.',
    );
  }
  if (rules.reserved(name)) fields.complain('id', `${name} is a reserved name.`);
  if (!/^[-a-zA-Z0-9_]+$/.test(name)) fields.complain('id', notASlug);
  if (name.length > 63) fields.complain('id', 'Ensure this field has no more than 63 characters.');
  if (rules.taken(name)) fields.complain('id', 'Application with this id already exists.');
  return name;
}

/** The `adjective-noun` names that Deis gives an app without one (`api/utils.py`). */
export function adjectiveNoun(taken: (name: string) => boolean): string {
  // None that a recording has: a name that is random there is another one here.
  const adjectives = ['rustic', 'modest', 'silent', 'woolly', 'gentle', 'robust', 'nimble', 'candid'];
  const nouns = ['zillions', 'kangaroo', 'uptowner', 'waxworks', 'lanthorn', 'quadrant', 'icehouse', 'teamster'];
  for (;;) {
    const name = `${adjectives[randomInt(adjectives.length)]}-${nouns[randomInt(nouns.length)]}`;
    if (!taken(name)) return name;
  }
}
