import { request } from 'node:http';
import { runningClock } from '../../sandbox/clock.ts';
import { loginInputs, type PlatformName } from '../../sandbox/inputs.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import { type RunningStep, type SharedTime, type StepOptions, type StepResult, startStep } from './runner.ts';

/** The sandbox and the bundle on one fast clock: a deploy of a minute takes a few seconds. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly time: SharedTime;
  /** Starts the main step. Inputs that are not given are the platform's login. */
  start(platform: PlatformName, inputs: Readonly<Record<string, string>>, options?: Partial<StepOptions>): RunningStep;
  deploy(
    platform: PlatformName,
    inputs: Readonly<Record<string, string>>,
    options?: Partial<StepOptions>,
  ): Promise<StepResult>;
  /** The post step of a main step that ended. */
  post(
    platform: PlatformName,
    inputs: Readonly<Record<string, string>>,
    main: StepResult,
    options?: Partial<StepOptions>,
  ): Promise<StepResult>;
  /** What the app answers through its platform's router. */
  ask(platform: PlatformName, app: string): Promise<{ status: number; body: string }>;
  /** The servers of a platform: what is asked of them is recorded there. */
  servers(platform: PlatformName): readonly RunningServer[];
  close(): Promise<void>;
}

/**
 * How many times as fast as the wall clock. In CI, where nobody waits and the machine is busy with the whole suite, half
 * of that: what an app of the sandbox does within seconds must not be over before the bundle has been given a turn.
 */
const usualSpeed = process.env['CI'] === 'true' ? 10 : 20;

export async function startStage(speed = usualSpeed, options: Omit<SandboxOptions, 'clock'> = {}): Promise<Stage> {
  const time = { speed, epoch: Date.now() };
  const sandbox = await startSandbox({ clock: runningClock(speed, time.epoch), ...options });
  const start: Stage['start'] = (platform, inputs, more = {}) =>
    startStep({ time, ...more, inputs: { ...loginInputs(sandbox, platform), ...inputs } });
  return {
    sandbox,
    time,
    start,
    deploy: (platform, inputs, more) => start(platform, inputs, more).done,
    post: (platform, inputs, main, more) => start(platform, inputs, { ...more, entry: 'post', state: main.state }).done,
    ask: (platform, app) => ask(sandbox.routers[platform].url, `${app}.apps.sandbox.test`),
    servers: (platform) => serversOf(sandbox, platform),
    close: () => sandbox.close(),
  };
}

function serversOf(sandbox: Sandbox, platform: PlatformName): readonly RunningServer[] {
  const { cloudFoundry, deis, deisV1, drycc, korifi } = sandbox;
  const { api, uaa, logCache } = cloudFoundry;
  const controllers = { deis, 'deis-v1': deisV1, drycc, korifi };
  return platform === 'cloudfoundry' ? [api, uaa, logCache] : [controllers[platform].server];
}

function ask(router: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(router, { headers: { host } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.on('error', reject);
    asking.end();
  });
}

/**
 * What a platform was asked to write, as `POST /v3/deployments`. Logins are no writes.
 *
 * @param since what began in that very millisecond was before: no bundle is as quick
 */
export function writesTo(servers: readonly RunningServer[], since = 0): readonly string[] {
  return servers
    .flatMap((server) => server.requests)
    .filter(
      ({ method, target, startedAt }) =>
        startedAt > since && method !== 'GET' && method !== 'HEAD' && !/\/(oauth|auth)\//.test(target),
    )
    .map(({ method, target }) => `${method} ${target.replace(/\?.*/, '')}`);
}
