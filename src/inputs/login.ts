import type { InputName } from './definitions.ts';
import { type Form, optional } from './form.ts';
import { readChoice } from './readers.ts';
import type { Login, RegistryLogin } from './request.ts';

/** How the user proves who they are. Undefined: a mistake stands in its place. */
export function readLogin(form: Form): Login | undefined {
  const oidc = form.read('oidc', (value) => readChoice(value, ['none', 'user', 'client']));
  const { mistakes } = form;
  const text = (name: InputName) => form.text(name);
  // Unreadable, and already said: which of the other inputs go with it cannot be told.
  if (oidc === undefined) return undefined;
  if (oidc !== 'none') return readOidcLogin(form, oidc);
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

function readOidcLogin(form: Form, oidc: 'user' | 'client'): Login {
  const { mistakes } = form;
  const text = (name: InputName) => form.text(name);
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

/** What opens the registry. Undefined: it is public, or its image is read in another way. */
export function readRegistryLogin(form: Form): RegistryLogin | undefined {
  const { mistakes } = form;
  const [username, password] = [form.text('registry-username'), form.text('registry-password')];
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
