import type { ImageFacts } from './facts.ts';
import { listed } from './listing.ts';
import type { Rule } from './rule.ts';
import { hasAwsKeyId, hasAwsSecret, isSecretName, mayBeSecret, secretKindsIn } from './secrets.ts';

const readable = 'Whoever can pull the image can read it, also when a later layer takes it away.';

/** Secrets that somebody built in. Rules name what holds one, and never show what it is. */
export const secretRules: readonly Rule[] = [
  {
    code: 'SECRET_NAME',
    severity: 'warning',
    check({ facts }) {
      const named = [...namesIn(facts.env), ...namesIn(facts.labels).map((name) => `the label ${name}`)];
      if (named.length === 0) return undefined;
      return {
        message: `The image has a value for ${listed(named)}, which sounds like a secret.`,
        remedy: `${readable} Take it out of the Dockerfile, set it in the app’s configuration on the platform, and replace it where it is valid.`,
      };
    },
  },
  {
    // Each shape is its issuer's; see secrets.ts.
    code: 'SECRET_VALUE',
    severity: 'error',
    check({ facts }) {
      const places = placesIn(facts);
      const found = places.flatMap(({ where, text }) => secretKindsIn(text).map((kind) => `${kind} in ${where}`));
      if (places.some(({ text }) => hasAwsKeyId(text))) {
        const aws = places.filter(({ text }) => hasAwsSecret(text));
        found.push(...aws.map(({ where }) => `an AWS access key in ${where}`));
      }
      if (found.length === 0) return undefined;
      return {
        message: `The image holds ${listed(found, 4)}.`,
        remedy: `${readable} Revoke it now, then build without it: RUN --mount=type=secret hands a secret to one step only.`,
      };
    },
  },
  {
    // BuildKit and Docker write build arguments into the history as `|1 NPM_TOKEN=… /bin/sh -c …`.
    code: 'SECRET_IN_HISTORY',
    severity: 'warning',
    check({ facts }) {
      const named = facts.history
        .flatMap(historyVariables)
        .filter(([name, value]) => !facts.env.has(name) && isSuspect(name, value))
        .map(([name]) => safe(name));
      if (named.length === 0) return undefined;
      return {
        message: `The image’s history tells the value of ${listed(named)}, which sounds like a secret.`,
        remedy: `${readable} Build with RUN --mount=type=secret instead of ARG, and replace it where it is valid.`,
      };
    },
  },
];

/** What is recognised by its value is told by SECRET_VALUE, once. */
function isSuspect(name: string, value: string): boolean {
  return isSecretName(name) && mayBeSecret(value) && secretKindsIn(value).length === 0;
}

function namesIn(values: ReadonlyMap<string, string>): readonly string[] {
  return [...values].filter(([name, value]) => isSuspect(name, value)).map(([name]) => safe(name));
}

interface Place {
  /** `the variable NPM_TOKEN`, `step 3 of its history`. */
  readonly where: string;
  readonly text: string;
}

function placesIn(facts: ImageFacts): readonly Place[] {
  const named = (what: string, values: ReadonlyMap<string, string>): Place[] =>
    [...values].map(([name, value]) => ({ where: `the ${what} ${safe(name)}`, text: `${name}=${value}` }));
  return [
    ...named('variable', facts.env),
    ...named('label', facts.labels),
    ...named('annotation', facts.annotations),
    ...facts.history.map((text, index) => ({ where: `step ${index + 1} of its history`, text })),
    { where: 'its start command', text: [...facts.entrypoint, ...facts.cmd].join(' ') },
  ];
}

/** A name as it may be shown. Whoever forgets the `=` makes a name of the value. */
function safe(name: string): string {
  const isPlain = /^[\w./-]+$/.test(name) && secretKindsIn(name).length === 0 && !hasAwsSecret(name);
  return isPlain ? name : 'with an odd name';
}

/** Variables in a step's `created_by`: build arguments, ENV and ARG. BuildKit does not quote, so a value may be cut short. */
function historyVariables(step: string): readonly (readonly [name: string, value: string])[] {
  const [, count, args] = /(?:^|\s)\|(\d{1,3}) (.*)$/s.exec(step) ?? [];
  const [, set] = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ENV|ARG)\s+(.*)$/s.exec(step) ?? [];
  const pairs = [...(args ?? set ?? '').matchAll(/(?:^|\s)([A-Za-z_]\w*)=(\S*)/g)];
  return pairs
    .slice(0, count === undefined ? undefined : Number(count))
    .map(([, name = '', value = '']) => [name, value] as const);
}
