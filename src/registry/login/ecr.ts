import { ActionError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http.ts';
import { asArray, at, parseJson, textAt } from '../../http/json.ts';
import type { RegistryLogin } from '../../inputs/request.ts';
import type { RegistryAccess } from '../access.ts';
import { signedHeaders } from './aws-signature.ts';
import { credentialProblem, secretsOf } from './credential.ts';

/** A private registry of ECR, as its host says. */
export interface EcrRegistry {
  /** Twelve digits: whose registry it is, which need not be the account of the access key. */
  readonly account: string;
  /** `eu-central-1` */
  readonly region: string;
  /** Of ECR's API. */
  readonly endpoint: URL;
}

/** What the exchange needs of a registry's client. */
export type ExchangeAccess = Pick<RegistryAccess, 'http' | 'clock' | 'signal' | 'mask'>;

/** A real answer has some 3 KB. Bytes. */
const maxAnswerBytes = 64 * 1024;
/** Before each further try when AWS is asked too often. Milliseconds. */
const pausesWhenThrottled = [500, 1_000, 2_000] as const;

/**
 * The registry behind a host that Cloud Foundry exchanges access keys for (cloudfoundry/ecrhelper, `ECR_REPO_REGEX`, held
 * to what accounts and regions look like). Endpoints are those of AWS's General Reference: `api.ecr` is what its own
 * tools ask, FIPS has hosts of another form. Hosts of the newer kind (`dkr-ecr`, `on.aws`) are not exchanged there.
 */
export function ecrRegistry(host: string): EcrRegistry | undefined {
  const match = /^(\d{12})\.dkr\.ecr(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)$/.exec(host);
  const [, account, fips, region, domain] = match ?? [];
  if (account === undefined || region === undefined) return undefined;
  const service = fips === undefined ? 'api.ecr' : 'ecr-fips';
  return { account, region, endpoint: new URL(`https://${service}.${region}.${domain}/`) };
}

/** By login and host. A password lives for 12 hours: longer than any look at a registry. */
const exchanged = new WeakMap<RegistryLogin, Map<string, Promise<RegistryLogin>>>();

/**
 * What the registry at `host` takes for `login`: where that is the access key of an IAM user and the registry one of ECR,
 * what AWS gives for it, asked for once. Otherwise the same login.
 *
 * @throws ActionError as `exchangeAccessKey` does
 */
export async function ecrLogin(login: RegistryLogin, host: string, access: ExchangeAccess): Promise<RegistryLogin> {
  // Temporary keys (`ASIA…`) are worth nothing without a session token, for which a login has no place.
  if (!/^AKIA[A-Z0-9]{16}$/.test(login.username) || ecrRegistry(host) === undefined) return login;
  const known = exchanged.get(login) ?? new Map<string, Promise<RegistryLogin>>();
  exchanged.set(login, known);
  const pending = known.get(host) ?? exchangeAccessKey(login, host, access);
  known.set(host, pending);
  try {
    return await pending;
  } catch (error) {
    known.delete(host);
    throw error;
  }
}

/**
 * Exchanges an access key for the user name and password that ECR's registries take for the next 12 hours
 * (`GetAuthorizationToken`, API reference of ECR), as Cloud Foundry does at each pull. The secret signs the request and
 * goes nowhere; the password is masked. `registryIds` is left out: it is deprecated, and the password opens whatever
 * registry the key may read.
 *
 * @param login the key's id as user name, its secret as password
 * @throws ActionError `REGISTRY_LOGIN`: AWS refuses the key, or is asked too often; `REGISTRY_UNAVAILABLE`;
 * `REGISTRY_TOKEN`: no password in the answer; `REGISTRY_ANSWER`: not AWS's answer, or a host that is none of ECR's; and
 * those of `Http`
 */
export async function exchangeAccessKey(
  login: RegistryLogin,
  host: string,
  access: ExchangeAccess,
): Promise<RegistryLogin> {
  const registry = ecrRegistry(host);
  if (registry === undefined) {
    throw new ActionError('REGISTRY_ANSWER', `${host} is no registry of ECR: AWS gives no password for it.`);
  }
  for (let attempt = 0; ; attempt++) {
    const response = await ask(registry, login, access);
    if (response.status === 200) return readLogin(response, access);
    const pause = pausesWhenThrottled[attempt];
    // A 429 has been tried again by `Http`; mostly it is a 400.
    const again = response.status === 400 && isThrottled(refusalOf(response));
    if (pause === undefined || !again) throw refused(response, login, registry);
    await access.clock.sleep(pause, access.signal);
  }
}

/** Signed anew each time: a signature grows old. */
function ask(
  { endpoint, region }: EcrRegistry,
  { username, password }: RegistryLogin,
  { http, clock, signal }: ExchangeAccess,
): Promise<HttpResponse> {
  const method = 'POST';
  const body = '{}';
  const covered = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
  };
  const headers = signedHeaders(
    { method, url: endpoint, headers: covered, body },
    { id: username, secret: password },
    { region, service: 'ecr' },
    clock.now(),
  );
  return http.send({
    method,
    url: endpoint,
    headers: { ...headers, accept: 'application/json', 'accept-encoding': 'identity' },
    body,
    // Asking twice makes no more than two passwords.
    retry: 'safe',
    maxBytes: maxAnswerBytes,
    signal,
  });
}

/** `authorizationToken` is base64 of `AWS:password`, the password being what is left after the first colon. */
function readLogin(response: HttpResponse, { mask }: Pick<ExchangeAccess, 'mask'>): RegistryLogin {
  const entries = asArray(at(parseJson(response.body.toString('utf8')), 'authorizationData'));
  const token = entries.map((entry) => textAt(entry, 'authorizationToken')).find((text) => text !== undefined);
  if (token === undefined || token === '') throw badAnswer(response, 'answered 200 without a password');
  mask(token);
  const [, username, password] = /^([^:]*):(.+)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token) || username === undefined || password === undefined) {
    throw badAnswer(response, 'gave something else than a user name and a password');
  }
  const credential = { kind: 'password', username, password } as const;
  for (const secret of secretsOf(credential)) mask(secret);
  const problem = credentialProblem(credential);
  if (problem !== undefined) throw badAnswer(response, `gave a login that ${problem}`);
  return { username, password };
}

function badAnswer({ request }: HttpResponse, problem: string): ActionError {
  return new ActionError('REGISTRY_TOKEN', `${request.url.host} ${problem}.`, { hint: betweenHint });
}

/** What AWS says when it does not do as asked. */
interface Refusal {
  /** `UnrecognizedClientException`; undefined: it is not AWS that answers. */
  readonly name: string | undefined;
  readonly message: string | undefined;
}

/**
 * AWS's JSON protocol: the name is in the body or in a header, with a namespace before it or an address behind it (Smithy,
 * "AWS JSON 1.1 protocol", operation error serialization). Of the message the first line: what follows a wrong signature
 * is the whole request over again.
 */
function refusalOf({ body, headers }: HttpResponse): Refusal {
  const answer = parseJson(body.toString('utf8'));
  const type = headers['x-amzn-errortype'] ?? textAt(answer, '__type') ?? textAt(answer, 'code');
  const name = /^(?:[^#:]*#)?(\w+)(?:$|:)/.exec(type ?? '')?.[1];
  const text = textAt(answer, 'message') ?? textAt(answer, 'Message');
  const [line = ''] = (text ?? '').trim().split(/[\r\n\u2028\u2029]/, 1);
  const message = line.trim();
  return { name, message: message === '' ? undefined : message };
}

/** The account has some tens of these requests a second (concourse/docker-image-resource#115). */
function isThrottled({ name = '' }: Refusal): boolean {
  return /^(?:Throttl(?:ing|ed)(?:Exception)?|TooManyRequestsException)$/.test(name);
}

const betweenHint = 'Is there a proxy between this runner and AWS that answers in its place?';

function refused(response: HttpResponse, login: RegistryLogin, registry: EcrRegistry): ActionError {
  const { status, request } = response;
  const refusal = refusalOf(response);
  const { name, message } = refusal;
  const said = [`${request.url.host} said: ${status}`, name, message].filter((part) => part !== undefined).join(' ');
  if (status >= 500 || status === 408) {
    return new ActionError('REGISTRY_UNAVAILABLE', `${request.url.host} cannot answer at the moment. (${said})`, {
      hint: 'Run the job again when ECR has recovered.',
    });
  }
  if (status === 429 || isThrottled(refusal)) {
    const sentence = `AWS was asked too often for a password of ECR by the account of the access key ${login.username}.`;
    return new ActionError('REGISTRY_LOGIN', `${sentence} (${said})`, {
      hint: 'Run the job again later, or fewer jobs at the same time.',
    });
  }
  if (name === undefined) {
    return new ActionError('REGISTRY_ANSWER', `${request.url.host} gave an answer that is not AWS’s. (${said})`, {
      hint: betweenHint,
    });
  }
  const { sentence, hint } = explain(name, message ?? '', login.username, registry);
  return new ActionError('REGISTRY_LOGIN', `${sentence} (${said})`, { hint });
}

/** AWS's names for what is wrong with a signature or a key ("Common errors" of its API references). */
function explain(
  name: string,
  message: string,
  id: string,
  { region }: EcrRegistry,
): { readonly sentence: string; readonly hint: string } {
  // One name for two things: JSON services say InvalidSignatureException to a wrong secret and to a wrong clock.
  const isLate = /^Signature (?:expired|not yet current)/i.test(message);
  if (isLate || /^(?:RequestExpired|RequestExpiredException|RequestTimeTooSkewed)$/.test(name)) {
    return {
      sentence: `AWS does not take a request signed by this runner’s clock with the access key ${id}.`,
      hint: 'A signature is good for a few minutes: set the clock of the runner. The key itself may be right.',
    };
  }
  if (/^(?:UnrecognizedClientException|InvalidClientTokenId)$/.test(name)) {
    return {
      sentence: `AWS does not know the access key ${id} in ${region}.`,
      hint: 'Check registry-username: was the key deleted or made inactive, or is its account in another partition of AWS (China, GovCloud)?',
    };
  }
  if (/^(?:InvalidSignatureException|SignatureDoesNotMatch)$/.test(name)) {
    return {
      sentence: `AWS does not accept the secret of the access key ${id}.`,
      hint: 'registry-password has to be the secret access key that was made together with that id, whole and without spaces or line breaks.',
    };
  }
  if (/^AccessDenied(?:Exception)?$/.test(name)) {
    return {
      sentence: `The access key ${id} may not ask for a password of ECR.`,
      hint: 'Allow its IAM user ecr:GetAuthorizationToken on all resources ("*"), and ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository.',
    };
  }
  return {
    sentence: `AWS gives no password of ECR for the access key ${id}.`,
    hint: 'Check registry-username and registry-password: the id and the secret of an access key whose IAM user may pull from ECR.',
  };
}
