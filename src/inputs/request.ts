import type { ImagePlatform } from '../image/platform.ts';
import type { ImageReference } from '../image/reference.ts';
import type { RuleCode } from '../image/rule-codes.ts';

export type PlatformKind = 'cloudfoundry' | 'deis' | 'drycc';

/** How the user proves who they are to the platform. Which forms a platform takes is the platform's to say. */
export type Login =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string; readonly origin?: string }
  | { readonly kind: 'client'; readonly id: string; readonly secret: string }
  | OidcLogin;

/** With the job's own OIDC token: nothing is stored. */
export type OidcLogin = {
  /** What the token is asked to be made out to; undefined: the platform's own default. */
  readonly audience?: string;
} & (
  | {
      /** The token stands for a user. */
      readonly kind: 'oidc-user';
      /** The OAuth client by which it is handed in. */
      readonly client: { readonly id: string; readonly secret: string };
      readonly origin?: string;
    }
  | {
      /** The token stands for this OAuth client, in place of its secret. */
      readonly kind: 'oidc-client';
      readonly id: string;
    }
);

/** What opens the registry: sent by this action to read the image, stored by the platform to pull it. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** What a registry is trusted with beyond the rules that hold for all. */
export interface RegistryTrust {
  /** Logins made by earlier steps (`docker login`) may be used to read the image. */
  readonly dockerLogin: boolean;
  /** Token servers that may be given the login although they do not share the registry's domain. Host names. */
  readonly realmHosts: readonly string[];
  /** Token servers and redirect targets may be in a private network. */
  readonly privateNetwork: boolean;
}

/** How a platform finds out whether an instance is healthy: it answers on its port, it runs, or it answers at a path. */
export type HealthCheck =
  | { readonly type: 'port' | 'process' }
  | {
      readonly type: 'http';
      /** Begins with one slash. */
      readonly path: string;
    };

/** An address under which an app is reached. */
export interface Route {
  /** `host.domain/path`: host and domain in lower case, without a scheme, no slash at the end. */
  readonly address: string;
  /** Where the app listens for it; absent: as it is, for a new one as the image says. */
  readonly port?: number;
}

/** The times of a check, each in seconds; absent: as it is. */
export interface CheckTimes {
  /** How long an instance may take until the check passes for the first time. */
  readonly timeoutS?: number;
  /** How long one try may take. */
  readonly invocationTimeoutS?: number;
  /** Between two tries. */
  readonly intervalS?: number;
}

/** A service of the platform that the app is bound to. */
export interface ServiceWish {
  readonly name: string;
  /** What the app sees it as; absent: its own name. */
  readonly bindingName?: string;
  /** For its broker. May hold secrets: never told, never saved. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Settings of the app. A key that is absent was left silent by the user: the platform's own value stays. */
export interface Settings {
  /** Wanted instances per process type; the key `''` is the platform's main process type. */
  readonly instances?: ReadonlyMap<string, number>;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  /** Bytes of log that an instance may write in a second; -1: as many as it likes. */
  readonly logRate?: number;
  /** In place of the image's own start command; null: that one. */
  readonly command?: string | null;
  /** The port the app listens on. */
  readonly port?: number;
  /** Addresses under which the app is reached; empty: under none. */
  readonly routes?: readonly Route[];
  readonly healthCheck?: HealthCheck;
  readonly healthCheckTimes?: CheckTimes;
  /** What an instance that runs must pass to get traffic; `process`: nothing more than to run. */
  readonly readinessCheck?: HealthCheck;
  readonly readinessCheckTimes?: CheckTimes;
  readonly services?: readonly ServiceWish[];
  /** What the app is labelled with on the platform, for all to see; null: a label that is to go. */
  readonly labels?: ReadonlyMap<string, string | null>;
  /** Longer notes of that kind, which nobody selects by. */
  readonly annotations?: ReadonlyMap<string, string | null>;
  /** Environment variables. Any value may be a secret: none is ever told, and none is saved. */
  readonly env?: ReadonlyMap<string, string>;
}

/** A file that describes the app in a platform's own way, as far as that is not among the settings. */
export type Manifest =
  | {
      readonly kind: 'cloudfoundry';
      /** What only the platform itself can carry out, in its own form. Absent: nothing. May hold secrets: no value is told. */
      readonly rest?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'procfile';
      /** Commands by process type. Never told: they may hold passwords. */
      readonly processes: ReadonlyMap<string, string>;
      readonly rest?: never;
    };

/** Which app, where and as whom, and how a run behaves: what every entry of this action reads. */
export interface Target {
  readonly app: string;
  readonly platform: PlatformKind | 'auto';
  /** Without a trailing slash in its path; may have a base path. */
  readonly api: URL;
  readonly login: Login;
  readonly org?: string;
  readonly space?: string;
  readonly workspace?: string;
  /** PEM certificates of authorities that are trusted beside those that everybody trusts. */
  readonly certificates: readonly string[];
  /** Milliseconds; undefined: derived from what is to be done. */
  readonly timeoutMs?: number;
  /** Somebody else's deploy of this app is under way: wait for its end, go ahead and take over, or give up. */
  readonly ifBusy: 'wait' | 'replace' | 'fail';
  readonly onFailure: 'restore' | 'keep';
  readonly onCancel: 'restore' | 'keep';
  readonly summary: 'always' | 'on-failure' | 'never';
}

/** What the app must answer before a release counts as live. */
export interface SmokeTest {
  /** Absolute, or a path of the app's own address. */
  readonly target: URL | { readonly path: string };
  /** Status codes that pass. */
  readonly statuses: readonly StatusRange[];
  /** What the body must hold. */
  readonly text?: string;
  /** How long it may take until the answer is right. Milliseconds. */
  readonly timeoutMs: number;
}

/** Both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** A command that is run once, in a container of its own. */
export interface Command {
  /** Never told: it may hold a password. */
  readonly command: string;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  /** How long it may take. Milliseconds. */
  readonly timeoutMs: number;
}

/**
 * How the new release takes over: instance after instance; a part of them first, judged step by step; or all of the old
 * ones stopped before the new ones start.
 */
export type Strategy = 'rolling' | 'canary' | 'recreate';

/** What the user asked for: every input read, every mistake already reported. */
export interface Request extends Target {
  readonly image: ImageReference;
  /** What the platform stores to pull the image; this action reads the image with it, too. */
  readonly registry?: RegistryLogin;
  readonly registryTrust: RegistryTrust;
  /** What the platform's machines run. */
  readonly imagePlatform: ImagePlatform;
  /** What the image is built on, when the user says so. */
  readonly baseImage?: ImageReference;
  readonly settings: Settings;
  /** Of variables that the app has and `settings.env` does not name: `merge` leaves them, `replace` removes them. */
  readonly envMode: 'merge' | 'replace';
  /** Of addresses that the app has and `settings.routes` does not name: `add` leaves them, `exact` takes them away. */
  readonly routesMode: 'add' | 'exact';
  readonly manifest?: Manifest;
  readonly strategy: Strategy;
  /** Shares of the new release at which a canary is judged, in percent, ascending; undefined: one instance. */
  readonly canarySteps?: readonly number[];
  /** Instances that a rolling release replaces at the same time; undefined: the platform's own number. */
  readonly maxInFlight?: number;
  /** Run on the new image before it gets traffic; its failure stops the deploy. */
  readonly beforeRelease?: Command;
  readonly smokeTest?: SmokeTest;
  /** `plan`: say what would change, write nothing. */
  readonly mode: 'deploy' | 'plan';
  readonly imageChecks: 'enforce' | 'warn' | 'off';
  /** Single checks that are left out. */
  readonly ignoredChecks: ReadonlySet<RuleCode>;
}

/** A command by itself. */
export interface TaskRequest extends Target {
  readonly task: Command;
  /** The deploy of an image as far as it goes without a release: where the command runs then. Absent: in what is released. */
  readonly deploy?: Request;
}

/** The way back to an earlier release. */
export interface RollbackRequest extends Target, Pick<Request, 'mode' | 'smokeTest' | 'maxInFlight'> {
  /** Id, version or digest; undefined: the last good one. */
  readonly to?: string;
}

/** What any entry of this action was asked for: of one that deploys nothing, the rest is absent. */
export type Asked = Target & Partial<Request & Pick<TaskRequest, 'task'> & Pick<RollbackRequest, 'to'>>;

/** What a platform is told from the start. Without settings to set, they are empty. */
export type PlatformRequest = Asked & Pick<Request, 'settings' | 'envMode' | 'routesMode'>;

/** The request as far as the inputs could be read: what is missing or wrong is absent. */
export type Draft = Partial<Asked>;

/** One mistake in the inputs: which, and what to write instead. */
export interface Mistake {
  readonly input: string;
  readonly message: string;
}
