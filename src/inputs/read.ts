import { ActionError } from '../errors.ts';
import { linuxAmd64 } from '../image/platform.ts';
import { parseReference } from '../image/reference.ts';
import { type InputName, inputDefinitions } from './definitions.ts';
import * as readers from './readers.ts';
import type { Draft, Login, Mistake, RegistryLogin, Request, Settings } from './request.ts';
import { secretValues } from './secret-variables.ts';

/**
 * Every mistake in the inputs. Found before any request is sent; where the platform is not named, those that only it can
 * find come to light when its API has been recognised. Code `INPUTS`.
 */
export class InputError extends ActionError {
  override readonly name = 'InputError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const names = [...new Set(mistakes.map(({ input }) => input))];
    const count = names.length === 1 ? '1 input needs a change' : `${names.length} inputs need a change`;
    super('INPUTS', `${count}, nothing was written to the platform: ${names.join(', ')}`, {
      hint: 'Change the `with:` block of this step.',
      details: linesOf(mistakes),
    });
    this.mistakes = mistakes;
  }
}

/** One line a mistake: the input, what is wrong, what to write instead. */
function linesOf(mistakes: readonly Mistake[]): readonly string[] {
  const width = Math.max(...mistakes.map(({ input }) => input.length));
  return mistakes.map(({ input, message }) => `${input.padEnd(width)}  ${message}`);
}

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
    return readers.readVariables(text);
  } catch (error) {
    if (error instanceof readers.Unreadable) return new Map();
    throw error;
  }
}

/**
 * The runner's strings → what the user asked for.
 *
 * @param input value of an input, trimmed; `''` when it was not given
 * @param repository `owner/name` of the workflow's repository, for the default of `app`
 * @param platformMistakes what the platform that was named makes of the inputs
 * @throws InputError with all mistakes at once
 */
export function readRequest(
  input: (name: InputName) => string,
  repository: string | undefined,
  platformMistakes: (draft: Draft) => readonly Mistake[] = () => [],
): Request {
  const mistakes: Mistake[] = [];

  /** An input given as an empty expression counts as not given: the default holds. */
  const text = (name: InputName): string => {
    const given = input(name);
    if (given !== '') return given;
    const definition = inputDefinitions.find((candidate) => candidate.name === name);
    return definition !== undefined && 'default' in definition ? definition.default : '';
  };
  const read = <T>(name: InputName, reader: (text: string) => T): T | undefined => {
    const value = text(name);
    if (value === '') return undefined;
    try {
      return reader(value);
    } catch (error) {
      if (error instanceof readers.Unreadable) mistakes.push({ input: name, message: error.message });
      else if (error instanceof ActionError) {
        mistakes.push({
          input: name,
          message: error.hint === undefined ? error.message : `${error.message} · ${error.hint}`,
        });
      } else throw error;
      return undefined;
    }
  };
  const required = <T>(name: InputName, reader: (text: string) => T): T | undefined => {
    if (text(name) === '') mistakes.push({ input: name, message: 'is required, but empty' });
    return read(name, reader);
  };
  const choice = <const T extends string>(name: InputName, choices: readonly [T, ...T[]]): T =>
    read(name, (value) => readers.readChoice(value, choices)) ?? choices[0];
  const asIs = (name: InputName): string | undefined => text(name) || undefined;

  const image = required('image', parseReference);
  const api = required('api', readers.readApiUrl);
  const app = asIs('app') ?? (repository?.split('/').at(-1)?.toLowerCase() || undefined);
  if (app === undefined) mistakes.push({ input: 'app', message: 'is needed: the repository’s name is not known here' });
  const oidc = read('oidc', (value) => readers.readChoice(value, ['none', 'user', 'client']));
  const login = readLogin(text, oidc, mistakes);
  const registry = readRegistryLogin(text, mistakes);
  const settings = optional<Settings>({
    instances: read('instances', readers.readInstances),
    memoryMb: read('memory', readers.readSizeMb),
    diskMb: read('disk', readers.readSizeMb),
    command: asIs('command'),
    port: read('port', readers.readPort),
    healthCheck: read('health-check', readers.readHealthCheck),
    env: read('env', readers.readVariables),
  });
  // Not taken for "remove all": a secret that is not set, or a run for a fork, gives nothing as well.
  if (text('env') === '' && text('env-mode').toLowerCase() === 'replace') {
    mistakes.push({
      input: 'env',
      message: 'is empty, but env-mode is replace · write {} to remove every variable, or leave env-mode out',
    });
  }
  const choices = {
    platform: choice('platform', ['auto', 'cloudfoundry', 'deis', 'drycc']),
    envMode: choice('env-mode', ['merge', 'replace']),
    mode: choice('mode', ['deploy', 'plan']),
    onFailure: choice('on-failure', ['restore', 'keep']),
    onCancel: choice('on-cancel', ['restore', 'keep']),
    summary: choice('summary', ['always', 'on-failure', 'never']),
  } as const;
  const fixed = {
    ...choices,
    ...(read('image-checks', readers.readImageChecks) ?? { imageChecks: 'enforce', ignoredChecks: new Set<never>() }),
    registryTrust: {
      dockerLogin: read('use-docker-login', readers.readBoolean) ?? true,
      realmHosts: read('auth-realm-hosts', readers.readHosts) ?? [],
      privateNetwork: read('allow-private-network', readers.readBoolean) ?? false,
    },
    imagePlatform: read('image-platform', readers.readImagePlatform) ?? linuxAmd64,
    certificates: read('ca-certificate', readers.readCertificates) ?? [],
  } as const;
  const timeoutMs = read('timeout', readers.readDuration);

  const draft: Draft = {
    settings,
    ...fixed,
    ...optional<Draft>({
      ...{
        image,
        api,
        app,
        login,
        registry,
        timeoutMs,
        maxInFlight: read('max-in-flight', readers.readCount),
        baseImage: read('base-image', parseReference),
      },
      org: asIs('org'),
      space: asIs('space'),
      workspace: asIs('workspace'),
    }),
  };
  mistakes.push(...platformMistakes(draft));
  if (mistakes.length > 0 || image === undefined || api === undefined || app === undefined || login === undefined) {
    throw new InputError(mistakes);
  }
  return { ...draft, ...fixed, image, api, app, login, settings };
}

function readLogin(
  text: (name: InputName) => string,
  oidc: 'none' | 'user' | 'client' | undefined,
  mistakes: Mistake[],
): Login | undefined {
  // Unreadable, and already said: which of the other inputs go with it cannot be told.
  if (oidc === undefined) return undefined;
  if (oidc !== 'none') return readOidcLogin(text, oidc, mistakes);
  const token = text('token');
  const [username, password, origin] = [text('username'), text('password'), text('origin')];
  const [id, secret] = [text('client-id'), text('client-secret')];
  if (text('oidc-audience') !== '') {
    mistakes.push({ input: 'oidc-audience', message: 'goes with oidc: user or oidc: client' });
  }
  const given = [
    token === '' ? '' : 'token',
    username === '' && password === '' ? '' : 'username and password',
    id === '' && secret === '' ? '' : 'client-id and client-secret',
  ].filter((form) => form !== '');
  if (given.length === 0) {
    mistakes.push({
      input: 'login',
      message:
        'no credentials · give token, or username and password, or client-id and client-secret, or oidc. A secret is empty when it is not set for this repository or environment, and in runs for pull requests from forks',
    });
    return undefined;
  }
  if (given.length > 1) {
    mistakes.push({ input: 'login', message: `${given.join(' as well as ')} are given · keep one` });
    return undefined;
  }
  if (token !== '') {
    if (origin !== '') mistakes.push({ input: 'origin', message: 'goes with username and password, not with token' });
    return { kind: 'token', token };
  }
  const missing = (name: InputName, other: InputName) =>
    mistakes.push({
      input: name,
      message: `is empty, but ${other} is given · is the secret set for this repository or environment?`,
    });
  if (id !== '' || secret !== '') {
    if (origin !== '')
      mistakes.push({ input: 'origin', message: 'goes with username and password, not with client-id' });
    if (id === '') missing('client-id', 'client-secret');
    if (secret === '') missing('client-secret', 'client-id');
    return { kind: 'client', id, secret };
  }
  if (username === '') missing('username', 'password');
  if (password === '') missing('password', 'username');
  return { kind: 'password', username, password, ...optional({ origin: origin || undefined }) };
}

/** Client `cf` with an empty secret: UAA's public client for command lines. */
const publicClient = 'cf';

function readOidcLogin(text: (name: InputName) => string, oidc: 'user' | 'client', mistakes: Mistake[]): Login {
  for (const name of ['token', 'username', 'password'] as const) {
    if (text(name) !== '') {
      mistakes.push({ input: name, message: `is another login than oidc: ${oidc} · keep one` });
    }
  }
  const [id, secret, origin] = [text('client-id'), text('client-secret'), text('origin')];
  const audience = text('oidc-audience') || undefined;
  if (oidc === 'client') {
    if (id === '') mistakes.push({ input: 'client-id', message: 'is needed with oidc: client' });
    if (secret !== '') {
      mistakes.push({
        input: 'client-secret',
        message:
          'is not needed with oidc: client, the job’s token takes its place · leave it out, and delete the secret',
      });
    }
    if (origin !== '') mistakes.push({ input: 'origin', message: 'belongs to a user, not to oidc: client' });
    return { kind: 'oidc-client', id, ...optional({ audience }) };
  }
  if (id === '' && secret !== '') {
    mistakes.push({ input: 'client-id', message: 'is empty, but client-secret is given' });
  }
  const client = { id: id || publicClient, secret };
  return { kind: 'oidc-user', client, ...optional({ audience, origin: origin || undefined }) };
}

function readRegistryLogin(text: (name: InputName) => string, mistakes: Mistake[]): RegistryLogin | undefined {
  const [username, password] = [text('registry-username'), text('registry-password')];
  if (username === '' && password === '') return undefined;
  if (username === '')
    mistakes.push({ input: 'registry-username', message: 'is empty, but registry-password is given' });
  if (password === '') {
    mistakes.push({
      input: 'registry-password',
      message: 'is empty, but registry-username is given · is the secret set for this repository or environment?',
    });
  }
  if (username.includes(':')) {
    mistakes.push({ input: 'registry-username', message: 'holds ":", which HTTP Basic forbids in a user name' });
  }
  return { username, password };
}

/** The object without the keys whose value is undefined. */
function optional<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
