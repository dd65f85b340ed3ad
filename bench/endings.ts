import { type PlatformName, platformNames } from '../sandbox/inputs.ts';
import { type Stage, startStage } from '../test/support/stage.ts';
import { type Figure, median } from './table.ts';

/** Sandbox time runs so many times as fast. */
const speed = 10;
/** How often the world is looked at for a crash. Wall-clock milliseconds. */
const everyMs = 4;
const app = 'benchapp';

/** The first thing that a run which is cancelled tells a platform. */
const wayBack: Partial<Record<PlatformName, RegExp>> = {
  cloudfoundry: /\/actions\/cancel$/,
  deis: /\/releases\/rollback\/$/,
  drycc: /\/releases\/rollback\/$/,
};

/** How long it takes until a crash is a verdict, in sandbox time, and until somebody who cancels is heard, in wall-clock time. */
export async function benchEndings(runs: number): Promise<readonly Figure[]> {
  const crashes = await times(runs, 'cloudfoundry', fromCrashToVerdict);
  const figures: Figure[] = [
    { name: 'cloudfoundry, third crash until the verdict (median)', value: Math.round(median(crashes)), unit: 'ms' },
  ];
  for (const platform of platformNames) {
    const cancels = await times(runs, platform, fromSignalToOrder);
    const name = `${platform}, SIGINT until the order to go back (median)`;
    figures.push({ name, value: Math.round(median(cancels)), unit: 'ms' });
  }
  return figures;
}

/** Each with a stage of its own, on which the old release is live. */
async function times(
  runs: number,
  platform: PlatformName,
  measure: (stage: Stage, platform: PlatformName) => Promise<number>,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let run = 0; run < runs; run++) {
    const stage = await startStage(speed);
    try {
      const image = await stage.sandbox.registry.publish({ repository: 'bench/web', tag: '1' });
      await stage.deploy(platform, { app, image: image.reference });
      found.push(await measure(stage, platform));
    } finally {
      await stage.close();
    }
  }
  return found;
}

/** From the moment at which the cell gives the instance up for now, which is its third crash. */
async function fromCrashToVerdict(stage: Stage): Promise<number> {
  const { registry, cloudFoundry } = stage.sandbox;
  const labels = { 'sandbox.behaviour': 'crash', 'sandbox.boot-ms': '4000' };
  const image = await registry.publish({ repository: 'bench/web', tag: '2', labels });
  let crashedAt: number | undefined;
  const timer = setInterval(() => {
    const web = cloudFoundry.world.deployments.at(-1)?.process;
    if (web?.lrp?.instances[0]?.state === 'CRASHED') crashedAt ??= Date.now();
  }, everyMs);
  let saidAt: number | undefined;
  const onLine = (line: string) => {
    if (/^\s*✖ /.test(line.replace(/\u001b\[\d*m/g, ''))) saidAt ??= Date.now();
  };
  const step = await stage.start('cloudfoundry', { app, image: image.reference }, { onLine }).done;
  clearInterval(timer);
  if (crashedAt === undefined || saidAt === undefined || step.outputs['verdict'] !== 'restored')
    throw new Error(step.log);
  return (saidAt - crashedAt) * speed;
}

/** From the signal to the moment at which the order reaches the platform. */
async function fromSignalToOrder(stage: Stage, platform: PlatformName): Promise<number> {
  const labels = { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': '60000' };
  const image = await stage.sandbox.registry.publish({ repository: 'bench/web', tag: '2', labels });
  let signalledAt: number | undefined;
  const running = stage.start(
    platform,
    { app, image: image.reference },
    {
      onLine: (line) => {
        if (signalledAt !== undefined || !line.includes('new ◐')) return;
        signalledAt = Date.now();
        running.process.kill('SIGINT');
      },
    },
  );
  const step = await running.done;
  const order = stage
    .servers(platform)
    .flatMap((server) => server.requests)
    .find(({ method, target, startedAt }) => {
      return method === 'POST' && startedAt >= (signalledAt ?? Infinity) && wayBack[platform]?.test(target) === true;
    });
  if (order === undefined || signalledAt === undefined) throw new Error(step.log);
  return order.startedAt - signalledAt;
}
