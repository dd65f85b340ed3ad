import { request } from 'node:http';
import { loginInputs, type PlatformName } from '../../sandbox/inputs.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { RunningServer } from '../../sandbox/server.ts';
import { type RunningStep, type SharedTime, type StepOptions, type StepResult, startStep } from './runner.ts';
import { StageClock } from './stage-clock.ts';

/** The sandbox and the bundle on one fast clock, which stands still while the bundle works: a deploy of a minute takes a few seconds. */
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

/** How many times as fast as the wall clock. */
const usualSpeed = 20;

export async function startStage(speed = usualSpeed, options: Omit<SandboxOptions, 'clock'> = {}): Promise<Stage> {
  const clock = new StageClock(speed);
  const time = { speed, epoch: clock.now(), clock };
  const sandbox = await startSandbox({ clock, ...options });
  const running = new Set<RunningStep>();
  const start: Stage['start'] = (platform, inputs, more = {}) => {
    const step = startStep({ time, ...more, inputs: { ...loginInputs(sandbox, platform), ...inputs } });
    running.add(step);
    step.process.once('exit', () => running.delete(step));
    return step;
  };
  return {
    sandbox,
    time,
    start,
    deploy: (platform, inputs, more) => start(platform, inputs, more).done,
    post: (platform, inputs, main, more) => start(platform, inputs, { ...more, entry: 'post', state: main.state }).done,
    ask: (platform, app) => ask(sandbox.routers[platform].url, `${app}.apps.sandbox.test`),
    servers: (platform) => serversOf(sandbox, platform),
    close: async () => {
      // Left over by a test that has failed: time would not go on for them.
      for (const { process } of running) process.kill('SIGKILL');
      await sandbox.close();
      clock.stop();
    },
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
