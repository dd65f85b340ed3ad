import { type InputName, inputDefinitions } from './definitions.ts';
import { Unreadable } from './readers.ts';
import { secretValues } from './secret-variables.ts';
import { readVariables } from './variables.ts';

/**
 * Every secret input, the forms in which it will be sent, the values of `env` that are told to be secrets, and the logins
 * of proxies: to be masked before anything is printed.
 *
 * @param environment of the process
 */
export function readCredentials(
  input: (name: InputName) => string,
  environment: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const secrets = inputDefinitions.filter((definition) => 'secret' in definition).map(({ name }) => input(name));
  const pairs = [
    [input('username'), input('password')],
    [input('client-id'), input('client-secret')],
    [input('registry-username'), input('registry-password')],
  ];
  const basic = pairs
    .filter(([, secret]) => secret !== '')
    .map((pair) => Buffer.from(pair.join(':')).toString('base64'));
  // A word that another input says in the open is no secret, whatever a variable that holds it is called.
  const shown = new Set(inputDefinitions.filter(({ name }) => name !== 'env').map(({ name }) => input(name)));
  const variables = secretValues(variablesIn(input('env'))).filter((value) => !shown.has(value));
  return [...secrets, ...basic, ...variables, ...proxyLogins(environment)].filter((secret) => secret !== '');
}

/** Of the proxies that `@actions/http-client` asks: the password as it is written and as it is meant, and what is sent. */
function proxyLogins(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = ['http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  return names.flatMap((name) => {
    const address = environment[name] ?? '';
    // A scheme may be missing.
    const url = URL.parse(/^https?:\/\//i.test(address) ? address : `http://${address}`);
    const { username = '', password = '' } = url ?? {};
    if (password === '') return [];
    const pair = [username, password].map(decoded).join(':');
    return [password, decoded(password), Buffer.from(pair).toString('base64')];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** None when they cannot be read: that is told as a mistake later, and no value with it. */
function variablesIn(text: string): ReadonlyMap<string, string> {
  try {
    return readVariables(text);
  } catch (error) {
    if (error instanceof Unreadable) return new Map();
    throw error;
  }
}
