import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { nameOf } from '../../../http/errors.ts';
import type { HttpResponse } from '../../../http/http.ts';
import { parseJson, textAt } from '../../../http/json.ts';
import { retryAfterMs } from '../../../http/retry.ts';
import type { OidcLogin } from '../../../inputs/request.ts';
import { grantRefusal, oidcHint, type Proof, proofLines } from './oidc-refusal.ts';
import type { UaaLogin } from './token-source.ts';

/**
 * What an answer of UAA other than 200 means.
 *
 * @param proof of an OIDC login: without what the token claims, its refusal cannot be understood
 */
export function loginError(
  response: HttpResponse,
  login: UaaLogin,
  proof: Proof & { readonly docs: string },
): ActionError {
  const { status } = response;
  const json = parseJson(response.body.toString('utf8'));
  const error = textAt(json, 'error');
  const words = textAt(json, 'error_description') ?? error;
  const said = words ?? `the login server answered ${status}`;
  const busy = status >= 500 || status === 429;
  const code = busy ? 'CF_LOGIN_UNAVAILABLE' : 'CF_LOGIN';
  const sentence = `Login ${whoOf(login)} failed: ${said} (${nameOf(response.request)}: ${status}${error === undefined ? '' : ` ${error}`})`;
  const general = generalHint(response);
  // UAA may say in either of the two what it is about.
  const known = words === error ? said : `${error ?? ''} ${words}`;
  if (login.kind === 'password' || login.kind === 'client') {
    return new ActionError(code, sentence, { hint: general ?? storedHint(known, login) });
  }
  return new ActionError(code, sentence, {
    hint: general ?? oidcHint(known, login, proof),
    details: busy ? [] : proofLines(proof),
    // As the page's headings are called.
    link: `${proof.docs}/cloud-foundry-login.md#${login.kind}`,
  });
}

function whoOf(login: UaaLogin): string {
  switch (login.kind) {
    case 'client':
      return `of client ${login.id}`;
    case 'password':
      return `of user ${login.username}`;
    case 'oidc-client':
      return `of client ${login.id} by the job’s OIDC token`;
    case 'oidc-user':
      return 'by the job’s OIDC token';
  }
}

/** What has nothing to do with who logs in. */
function generalHint({ status, headers }: HttpResponse): string | undefined {
  if (status === 429) {
    const waitMs = retryAfterMs(headers['retry-after'], Date.now());
    const when = waitMs === undefined ? '' : ` It takes the next one in ${duration(waitMs)}.`;
    return `The login server limits requests. Try again later.${when}`;
  }
  if (status >= 500)
    return 'The login server seems to be down or restarting. Try again; if it stays so, ask the operator.';
  if (status === 404) return 'Is the api address right? The login server that it names has no /oauth/token.';
  return undefined;
}

function storedHint(words: string, login: Exclude<UaaLogin, OidcLogin>): string {
  if (/locked/i.test(words))
    return 'Wait some minutes until the lock ends, and put the right password into the secret first.';
  if (/origin|login_hint/i.test(words)) {
    return 'The input origin must be the key of an identity provider that takes passwords: uaa, or what the operator calls the LDAP.';
  }
  if (grantRefusal.test(words)) {
    return login.kind === 'client'
      ? `The client ${login.id} may not log in by itself. The operator adds client_credentials to its authorized_grant_types.`
      : 'This Cloud Foundry takes no passwords from its client cf. Use client-id and client-secret, or oidc.';
  }
  if (login.kind === 'client') {
    return 'Check client-id and client-secret, and that the client may use the grant client_credentials.';
  }
  return login.origin === undefined
    ? 'Check username and password. A user of an identity provider other than uaa needs the input origin too. Users with single sign-on or a second factor have no password login: use a client.'
    : 'Check username, password and origin.';
}
