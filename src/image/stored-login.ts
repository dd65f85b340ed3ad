import type { PlatformKind, RegistryLogin } from '../inputs/request.ts';
import type { Job } from './rule.ts';

/**
 * What kind of login a platform would store. It pulls with that login now and months later, so that what opens the
 * registry today may be the outage of next week (cloud_controller_ng#3304, docs-dev-guide#433). No text here holds a
 * part of the login.
 */
export interface LoginKind {
  /** For people, with its article: `a Google access token`. */
  readonly name: string;
  /** `job`: with the job. A number: hours after it was made, at most. Undefined: it lives on, or nobody can tell. */
  readonly ends?: 'job' | Date | number;
  /** The platforms that cannot pull with it, although the registry itself may take it. */
  readonly failsOn?: readonly PlatformKind[];
  /** Why no platform can pull with it, as a clause: what the registry does with such a login. */
  readonly refused?: string;
  /** It is a person's: it ends when they leave. */
  readonly personal?: true;
  /** What to use instead, in one sentence or two. */
  readonly advice: string;
}

/**
 * Recognises a login by the job's own tokens first, which is proof, then by what names and tokens look like.
 *
 * @param domain the registry's host, as in the image's reference
 * @param now milliseconds since the epoch: a token that says when it ends is judged by it
 */
export function loginKind(login: RegistryLogin, domain: string, job: Job, now: number): LoginKind {
  const host = domain.toLowerCase().replace(/:\d+$/, '');
  return (
    ownToken(login, host, job) ??
    amazonLogin(login, host) ??
    githubToken(login, host) ??
    googleLogin(login, host) ??
    azureLogin(login, host) ??
    gitlabLogin(login, host) ??
    dockerHubToken(login, host) ??
    robot(login, host) ??
    dockerIdentity(login, host) ??
    tokenWithEnd(login, host, now) ?? { name: 'a password', advice: adviceFor(host) }
  );
}

/** From this many milliseconds on a login's end is far enough away for nobody to be warned. */
const soon = 30 * 24 * 60 * 60 * 1000;

/**
 * When a login stops working, as a clause: `stops working when this job ends`. Undefined: not within the next 30 days,
 * as far as can be told.
 *
 * @param now milliseconds since the epoch
 */
export function earlyEnd({ ends }: LoginKind, now: number): string | undefined {
  if (ends === undefined) return undefined;
  if (ends === 'job') return 'stops working when this job ends';
  if (typeof ends === 'number') {
    return `stops working ${ends === 1 ? 'an hour' : `${ends} hours`} after it was made, at the latest`;
  }
  if (ends.getTime() - now > soon) return undefined;
  const when = `${ends.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return ends.getTime() <= now ? `stopped working at ${when}` : `stops working at ${when}`;
}

/** Equality is proof, whatever the token looks like. */
function ownToken({ password }: RegistryLogin, host: string, { tokens }: Job): LoginKind | undefined {
  const [name] = [...tokens].find(([, token]) => token === password && token !== '') ?? [];
  if (name === undefined) return undefined;
  return { name: `the job’s own ${name}`, ends: 'job', advice: adviceFor(host) };
}

/**
 * The hosts of ECR whose login Cloud Foundry takes for an access key and exchanges itself, at each pull
 * (cloudfoundry/ecrhelper). Newer hosts (`dkr-ecr`, `on.aws`) are not among them.
 */
const exchangedByCloudFoundry = /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
/** docker/login-action, `aws.ts`. */
const ecr = /\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;

function amazonLogin({ username, password }: RegistryLogin, host: string): LoginKind | undefined {
  const exchanged = exchangedByCloudFoundry.test(host);
  const advice = adviceFor(host);
  const passwordEnd = ecrPasswordEnd(password);
  const isEcr = ecr.test(host) || host === 'public.ecr.aws';
  if (passwordEnd !== undefined || (username === 'AWS' && (isEcr || password.length > 500))) {
    const failsOn: readonly PlatformKind[] = exchanged ? ['cloudfoundry'] : [];
    return { name: 'a password of ECR', ends: passwordEnd ?? 12, failsOn, advice };
  }
  // Nothing but Cloud Foundry exchanges keys, and a session token has no place in user name and password.
  if (/^ASIA[A-Z0-9]{16}$/.test(username)) {
    return { name: 'a temporary AWS access key', ends: 36, failsOn: isEcr ? everywhere : [], advice };
  }
  if (/^AKIA[A-Z0-9]{16}$/.test(username)) {
    const failsOn: readonly PlatformKind[] = exchanged ? ['deis', 'drycc'] : isEcr ? everywhere : [];
    return { name: 'an AWS access key', failsOn, advice };
  }
  return undefined;
}

const everywhere: readonly PlatformKind[] = ['cloudfoundry', 'deis', 'drycc'];

/** What GetAuthorizationToken hands out is base64 of JSON that holds its end, in seconds (not documented, seen in practice). */
function ecrPasswordEnd(password: string): Date | undefined {
  if (!password.startsWith('eyJ') || password.includes('.')) return undefined;
  const fields = fieldsOf(Buffer.from(password, 'base64').toString('utf8'));
  if (!fields.has('payload') || !fields.has('datakey')) return undefined;
  return dateOf(fields.get('expiration'));
}

/** GitHub's prefixes ("GitHub's token formats"). Since 2026 installation tokens are longer and hold a JWT. */
function githubToken({ password }: RegistryLogin, host: string): LoginKind | undefined {
  const advice = adviceFor(host === 'ghcr.io' ? host : 'ghcr.io');
  if (password.startsWith('ghs_')) {
    return { name: 'a GitHub App’s token, as GITHUB_TOKEN is one', ends: 'job', advice };
  }
  if (password.startsWith('ghu_')) return { name: 'a GitHub App’s token for a user', ends: 8, advice };
  if (password.startsWith('ghr_')) {
    return { name: 'a GitHub refresh token', refused: 'GitHub takes it for nothing but new tokens', advice };
  }
  if (password.startsWith('gho_')) return { name: 'an OAuth token of GitHub', personal: true, advice };
  if (password.startsWith('ghp_')) return { name: 'a personal GitHub token', personal: true, advice };
  if (password.startsWith('github_pat_')) {
    const name = 'a fine-grained personal GitHub token';
    return host === 'ghcr.io'
      ? { name, refused: 'ghcr.io takes classic tokens only', advice }
      : { name, personal: true, advice };
  }
  return undefined;
}

function googleLogin({ username, password }: RegistryLogin, host: string): LoginKind | undefined {
  const advice = adviceFor(isGoogle(host) ? host : 'gcr.io');
  if (username === 'oauth2accesstoken' || password.startsWith('ya29.')) {
    return { name: 'a Google access token', ends: 1, advice };
  }
  if (username !== '_json_key' && username !== '_json_key_base64') return undefined;
  const name = 'the key of a Google service account';
  const encoded = username === '_json_key_base64';
  const fields = fieldsOf(encoded ? Buffer.from(password, 'base64').toString('utf8') : password);
  if (typeof fields.get('private_key') === 'string') return { name, advice };
  const form = encoded ? 'base64 of a key file' : 'a key file’s JSON';
  return {
    name,
    refused: `the password is not ${form} with a private_key in it`,
    advice: `Store the key file as base64, on one line, and give the user _json_key_base64. ${advice}`,
  };
}

/** Azure's fixed user name for refresh tokens (`az acr login --expose-token`). */
function azureLogin({ username, password }: RegistryLogin, host: string): LoginKind | undefined {
  if (username !== '00000000-0000-0000-0000-000000000000') return undefined;
  const advice = adviceFor(host.endsWith('.azurecr.io') ? host : 'any.azurecr.io');
  return { name: 'a refresh token of Azure’s registry', ends: jwtEnd(password) ?? 3, advice };
}

function gitlabLogin({ username, password }: RegistryLogin, host: string): LoginKind | undefined {
  const advice = adviceFor('registry.gitlab.com');
  if (username === 'gitlab-ci-token' || password.startsWith('glcbt-')) {
    return { name: 'a GitLab job token', ends: 'job', advice };
  }
  if (password.startsWith('gldt-') || /^gitlab\+deploy-token-\d+$/.test(username)) {
    return { name: 'a GitLab deploy token', advice: adviceFor(host) };
  }
  // Groups and projects have tokens with the same prefix.
  if (password.startsWith('glpat-')) {
    return { name: 'a GitLab access token, a person’s, a group’s or a project’s', personal: true, advice };
  }
  return undefined;
}

function dockerHubToken({ password }: RegistryLogin, host: string): LoginKind | undefined {
  if (password.startsWith('dckr_pat_')) {
    return { name: 'a personal token of Docker Hub', personal: true, advice: adviceFor('docker.io') };
  }
  if (password.startsWith('dckr_oat_')) {
    return { name: 'an organization’s token of Docker Hub', advice: adviceFor(host) };
  }
  return undefined;
}

/** Accounts of machines, by their names: Quay's and Harbor's robots, NVIDIA's and Quay's token users. */
function robot({ username, password }: RegistryLogin, host: string): LoginKind | undefined {
  const advice = adviceFor(host);
  const end = jwtEnd(password);
  const ends = end === undefined ? {} : { ends: end };
  if (username === '$oauthtoken' || username === '$token' || username === '$app') {
    return { name: 'an application’s token', ...ends, advice };
  }
  if (/^robot\$.|^[a-z0-9_.-]+\+[a-z0-9_.-]+$/.test(username)) return { name: 'a robot account', ...ends, advice };
  // JFrog's reference tokens: base64 of `reftkn`.
  return password.startsWith('cmVmdGtu') ? { name: 'a reference token of JFrog', advice } : undefined;
}

/** What docker's credential helpers call an identity token: a platform stores a user name and a password only. */
function dockerIdentity({ username }: RegistryLogin, host: string): LoginKind | undefined {
  if (username !== '<token>') return undefined;
  return {
    name: 'an identity token',
    refused: 'a registry takes it in exchange for other tokens, not as a password',
    advice: adviceFor(host),
  };
}

function tokenWithEnd({ password }: RegistryLogin, host: string, now: number): LoginKind | undefined {
  const ends = jwtEnd(password);
  if (ends === undefined) return undefined;
  return {
    name: ends.getTime() <= now ? 'a token that has ended' : 'a token with an end',
    ends,
    advice: adviceFor(host),
  };
}

/** `exp` of a JWT (RFC 7519, 4.1.4), which is not verified: whoever made it up would only warn themselves. */
function jwtEnd(password: string): Date | undefined {
  const [, payload] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(password) ?? [];
  if (payload === undefined) return undefined;
  return dateOf(fieldsOf(Buffer.from(payload, 'base64url').toString('utf8')).get('exp'));
}

/** Seconds since the epoch, as a number or in digits. */
function dateOf(seconds: unknown): Date | undefined {
  const date = new Date(
    typeof seconds === 'number' || typeof seconds === 'string' ? Number(seconds) * 1000 : Number.NaN,
  );
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The fields of a JSON object; none when the text is not one. */
function fieldsOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  } catch {
    return new Map();
  }
}

function isGoogle(host: string): boolean {
  return /(?:^|\.)gcr\.io$|\.pkg\.dev$/.test(host);
}

/** What lives long, and can do nothing but pull, at each registry. */
function adviceFor(host: string): string {
  if (host === 'ghcr.io') {
    return 'Give a classic token with read:packages alone, of a machine account; or make the package public and leave the login out.';
  }
  if (host === 'docker.io') {
    return 'Give an access token of Docker Hub that can only read, the organization’s or a machine account’s.';
  }
  if (host === 'public.ecr.aws') return 'Leave the login out: everybody can pull from there.';
  if (exchangedByCloudFoundry.test(host)) {
    return 'For Cloud Foundry, give the access key of an IAM user that can only pull: its id as registry-username, its secret as registry-password. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
  }
  if (ecr.test(host)) {
    return 'Name the image by its host with .dkr.ecr. and .amazonaws.com, for which Cloud Foundry exchanges the access key of an IAM user at each pull. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
  }
  if (host.endsWith('.azurecr.io')) {
    return 'Give a repository-scoped token with content/read, or a service principal with the role AcrPull.';
  }
  if (isGoogle(host)) {
    return 'Give the key of a service account that can only read (Artifact Registry Reader), as base64 with the user _json_key_base64.';
  }
  if (host === 'registry.gitlab.com') return 'Give a deploy token with read_registry.';
  if (host === 'quay.io') return 'Give a robot account that can only read.';
  return 'Give a robot account, or a token that can only read and lives on.';
}
