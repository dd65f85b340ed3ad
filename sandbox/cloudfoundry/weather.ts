import { featureDisabled } from './errors.ts';
import type { Account, OAuthClient, OidcProvider } from './uaa/model.ts';

/** How many requests the Cloud Controller takes of one user in a time (`rate_limiter` of its configuration). */
export interface RateLimit {
  readonly limit: number;
  /** Of one address, for those who are not logged in. */
  readonly unauthenticatedLimit: number;
  /** Counters go back to zero so often, at a moment that each user has to itself. Milliseconds. */
  readonly windowMs: number;
}

/** What the Cloud Controller says beside its answers to some requests, in `X-Cf-Warnings`. */
export interface Warning {
  /** Of the paths that it is said at. */
  readonly path: RegExp;
  readonly text: string;
}

/**
 * What goes wrong with builds: they are not taken at all (`stager error`), no cell takes them, their cell makes no container,
 * or they begin and never end: until `timings.stagingTimeoutMs` they block the app.
 */
export type StagingProblem =
  | 'stager error'
  | 'insufficient resources'
  | 'found no compatible cell'
  | 'unable to communicate to compatible cells'
  | 'failed to create container'
  | 'endless';

/** What `feature_flags` says of a foundation on which nobody has set any, but for `diego_docker`. */
const featureFlags: readonly (readonly [string, boolean])[] = [
  ['app_bits_upload', true],
  ['app_scaling', true],
  ['diego_cnb', false],
  // Off on a fresh foundation.
  ['diego_docker', true],
  ['env_var_visibility', true],
  ['hide_marketplace_from_unauthenticated_users', false],
  ['private_domain_creation', true],
  ['resource_matching', true],
  ['route_creation', true],
  ['route_sharing', false],
  ['service_instance_creation', true],
  ['service_instance_sharing', false],
  ['set_roles_by_username', true],
  ['space_developer_env_var_visibility', true],
  ['space_scoped_private_broker_creation', true],
  ['task_creation', true],
  ['unset_roles_by_username', true],
  ['user_org_creation', false],
];

/** The switches by which a test changes how the foundation is set up, and what goes wrong with it. */
export class Weather {
  readonly featureFlags = new Map(featureFlags);
  /** What an operator has users told of a flag that is off, by its name. */
  readonly featureFlagMessages = new Map<string, string>();
  /** Undefined: requests are not counted, as on a foundation nobody has set up for it. */
  rateLimit: RateLimit | undefined = undefined;
  readonly warnings: Warning[] = [];
  /**
   * What comes of the Cloud Controller's asking UAA for the keys of tokens: `unavailable` is a 502, and a number is a
   * 429 that says to come back after so many seconds. Undefined: it has them.
   */
  tokenKeys: 'unavailable' | number | undefined = undefined;

  /** Seconds. cf-deployment gives the `cf` client 20 minutes. */
  accessTokenLifetime = 1200;
  /** Seconds. cf-deployment gives the `cf` client 30 days. */
  refreshTokenLifetime = 2_592_000;
  /** Access tokens issued before this moment are refused: a rotated signing key. Milliseconds since the epoch. */
  tokensValidFrom = 0;
  /** Access tokens may be revoked: UAA refuses those that were. The Cloud Controller does not ask it. */
  revocableTokens = false;
  /** Each refresh brings a new refresh token, and ends the one that it was got with. */
  rotateRefreshTokens = false;
  /** Refresh tokens that UAA still honours, whose they are, and which client they were given to. */
  readonly refreshTokens = new Map<
    string,
    { readonly account: Account; readonly client: string; readonly until?: number }
  >();
  /** UAA locks an account out after so many failed logins within so long, for so long. Seconds. */
  lockout = { failures: 5, countedFor: 3600, lockedFor: 300 };
  /** Identity providers that take passwords. */
  readonly origins = new Set(['uaa', 'ldap']);
  /** Identity providers whose tokens UAA takes. */
  readonly oidcProviders: OidcProvider[] = [];
  /** OAuth clients; accounts of kind `client` are some, too, with the grant `client_credentials`. */
  readonly oauthClients: OAuthClient[] = [{ id: 'cf', secret: '', grants: ['password', 'refresh_token'] }];

  /** Nobody reads logs, and stats tell no usage. */
  logCacheDown = false;
  /** How much later than others a log line is readable: it then stands before lines that were readable earlier. */
  logDelayMs: (sourceType: string, text: string) => number = () => 0;
  /** Lines of an app that the log cache keeps; older ones are gone. */
  keptLogLines = 100_000;
  /** An answer of the log cache that were larger is a 429 instead. */
  logCacheMessageBytes = 50 * 1024 * 1024;

  /** What every job that is made from now on warns of. */
  readonly jobWarnings: string[] = [];
  /** While set, no cell takes an instance: `insufficient resources: memory`. */
  placementError: string | undefined = undefined;
  /** While set, what becomes of builds. */
  stagingProblem: StagingProblem | undefined = undefined;
  /** While set, the Cloud Controller cannot reach the runtime: it starts nothing, and knows of no instance. */
  diegoDown = false;
  /** `max_staged_droplets_stored` and `max_valid_packages_stored`, as foundations have them. */
  keptDroplets = 5;
  keptPackages = 5;
  /** `max_retained_revisions_per_app`, and as many builds and deployments. They are looked through once a day. */
  keptRevisions = 100;
  /** `temporary_disable_deployments`. */
  deploymentsDisabled = false;
  /** `allow_docker_root_user`. */
  allowDockerRootUser = true;
  /** Beside `vcap`, whom a process or a task may name as its user: `additional_allowed_process_users`. */
  readonly additionalAllowedProcessUsers: string[] = [];

  /** 403 while a feature flag is off, in the operator's words if there are any. */
  requireFeature(flag: string): void {
    if (this.featureFlags.get(flag) !== true) throw featureDisabled(this.featureFlagMessages.get(flag) ?? flag);
  }
}
