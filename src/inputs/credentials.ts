import { type InputName, inputDefinitions } from './definitions.ts';
import { Unreadable } from './readers.ts';
import { secretValues } from './secret-variables.ts';
import { readVariables } from './variables.ts';

/**
 * Every secret input, the forms in which it will be sent, and the values of `env` that are told to be secrets: to be
 * masked before anything is printed.
 */
export function readCredentials(input: (name: InputName) => string): readonly string[] {
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
  return [...secrets, ...basic, ...variables].filter((secret) => secret !== '');
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
