import type { Clock } from '../clock.ts';
import type { Http } from '../http/http.ts';
import type { RegistryLogin, RegistryTrust } from '../inputs/request.ts';
import type { FoundLogin } from './login/credential.ts';

/** What a registry's client is given to work with. */
export interface RegistryAccess {
  readonly http: Http;
  /** The login of the inputs. */
  readonly login?: RegistryLogin | undefined;
  /** Looks for a login that an earlier step has made; asked only where reading without one is refused. */
  readonly findLogin?: () => Promise<FoundLogin | undefined>;
  readonly trust: RegistryTrust;
  /** A registry on this machine speaks TLS: whoever gives a private authority has one there. Default: it speaks http. */
  readonly loopbackTls?: boolean;
  /** Of the process: where earlier steps left their logins. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Keeps a secret out of the log; called before its first use. */
  mask(secret: string): void;
  /** One line for the log. May hold foreign text. */
  note(line: string): void;
}
