import type { HttpResponse } from '../../http/http.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { type Challenge, parseChallenges, preferredChallenge } from './challenge.ts';
import { basicAuthorization, type Reader } from './credential.ts';
import { TokenStore } from './token.ts';

/** What goes with a question. */
export interface Authorization {
  /** The whole value of `Authorization`. */
  readonly header: string;
  /** A token of an earlier question, so that a refusal may only mean that it has died. */
  readonly stored: boolean;
}

/** What a reader can show: a header, nothing, or the token server's refusal to give one. */
export type Proof = Authorization | { readonly refusal: HttpResponse } | undefined;

/**
 * How one registry wants to be asked for one repository: learns it from the registry's refusals, and makes the header
 * that answers them. Nothing is shown to a registry that has not asked for it.
 */
export class Authorizer {
  readonly #access: RegistryAccess;
  readonly #registry: URL;
  readonly #tokens: TokenStore;
  readonly #ownScope: string;
  readonly #shown = new Set<Reader>();
  #challenge: Challenge | undefined;
  #scope: string;
  #hasPinged = false;

  /** `registry`: where its API is. */
  constructor(access: RegistryAccess, registry: URL, reference: ImageReference) {
    this.#access = access;
    this.#registry = registry;
    this.#tokens = new TokenStore(access, registry);
    this.#ownScope = `repository:${reference.path}:pull`;
    this.#scope = this.#ownScope;
  }

  /** Whether the login of this reader has been sent to anybody. */
  wasShown(reader: Reader): boolean {
    return this.#shown.has(reader) || this.#tokens.wasShown(reader);
  }

  /** The token server that asked for a login and was not given it. */
  get withheldFrom(): string | undefined {
    return this.#tokens.withheldFrom;
  }

  /**
   * What `asking` shows with the next question: made of what the registry has asked for so far.
   *
   * @throws ActionError `REGISTRY_LOGIN` (a login that cannot be sent, or that AWS does not take), and those of `TokenStore.get`
   */
  async proofOf(asking: Reader): Promise<Proof> {
    const challenge = this.#challenge;
    if (challenge === undefined) return undefined;
    const reader = await this.#exchanged(asking);
    const credential = reader.kind === 'nobody' ? undefined : reader.credential;
    const mask = (secret: string) => this.#access.mask(secret);
    if (credential?.kind === 'registry-token') {
      mask(credential.token);
      this.#shown.add(reader);
      return { header: `Bearer ${credential.token}`, stored: false };
    }
    if (challenge.scheme === 'bearer') {
      const answer = await this.#tokens.get(challenge, this.#scope, reader);
      return 'refusal' in answer ? answer : { header: `Bearer ${answer.token.value}`, stored: answer.stored };
    }
    // An identity token is for token servers; Basic has no place for it.
    if (credential?.kind !== 'password') return undefined;
    const header = basicAuthorization(credential, mask);
    this.#shown.add(reader);
    return { header, stored: false };
  }

  /** The inputs' login as the registry takes it: ECR takes no access key, only what AWS gives for one. */
  async #exchanged(reader: Reader): Promise<Reader> {
    const { login } = this.#access;
    if (reader.kind !== 'inputs' || login?.username.startsWith('AKIA') !== true) return reader;
    // Loaded when it is needed: few logins are keys of AWS.
    const { ecrLogin } = await import('./ecr.ts');
    const password = await ecrLogin(login, this.#registry.host, this.#access);
    if (password === login) return reader;
    this.#shown.add(reader);
    return { kind: 'inputs', credential: { kind: 'password', ...password } };
  }

  /**
   * Learns from an answer of the registry to a question.
   *
   * @param sent what went with the question
   * @returns whether another try of the same reader may do better
   */
  async learn(response: HttpResponse, sent: Authorization | undefined, reader: Reader): Promise<boolean> {
    const { status } = response;
    if (sent !== undefined) {
      if (!sent.stored || !isDeadToken(response) || this.#challenge === undefined) return false;
      this.#tokens.forget(this.#challenge, this.#scope, reader);
      return true;
    }
    // Some registries answer 403 to the nameless without saying how to log in (Artifact Registry).
    return (status === 401 || status === 403) && this.discover(response);
  }

  /** Whether the registry says how to log in, in this answer or else to a ping (old gcr.io and some proxies do so only there). */
  async discover(response: HttpResponse): Promise<boolean> {
    const own = challengeOf(response);
    if (own !== undefined) this.#challenge = own;
    else if (!this.#hasPinged) this.#challenge = challengeOf(await this.#ping());
    this.#scope = readScope(own?.parameters.get('scope')) ?? this.#ownScope;
    return this.#challenge !== undefined;
  }

  /** Whether the registry has said how to log in. */
  get hasChallenge(): boolean {
    return this.#challenge !== undefined;
  }

  #ping(): Promise<HttpResponse> {
    this.#hasPinged = true;
    const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
    const { http, signal } = this.#access;
    return http.send({ method: 'GET', url: this.#registry, headers, maxBytes: 64 * 1024, signal });
  }
}

function challengeOf(response: HttpResponse): Challenge | undefined {
  return preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
}

/** ECR Public answers 400, without a challenge, to a token that has died (aws/containers-roadmap#2835). */
function isDeadToken(response: HttpResponse): boolean {
  if (response.status === 400) return true;
  return response.status === 401 && challengeOf(response)?.parameters.get('error') !== 'insufficient_scope';
}

/**
 * The scope that a registry asks for. The repository in it may not be the one of the image's name (Artifactory), but all
 * that is ever asked for is to pull. Undefined: none, or a placeholder (Gitea's is `*`).
 */
function readScope(text: string | undefined): string | undefined {
  const [, repository] = /^(repository:\S+):[a-z,*]+$/.exec(text ?? '') ?? [];
  return repository === undefined ? undefined : `${repository}:pull`;
}
