import { startStage } from '../test/support/stage.ts';

/** `npm run demo`: the committed bundle, run as a runner runs it, against the sandbox's platforms of today. */

const speed = 10;
const stage = await startStage(speed);
const { registry } = stage.sandbox;
// Korifi runs nothing as root.
const everywhere = { repository: 'acme/web', user: '1000' } as const;
const [first, second, crash] = await Promise.all([
  registry.publish({ ...everywhere, tag: '1.4.1' }),
  registry.publish({ ...everywhere, tag: '1.4.2' }),
  registry.publish({
    ...everywhere,
    tag: '1.5.0',
    labels: {
      'sandbox.behaviour': 'crash',
      'sandbox.start-log': 'web 1.5.0 starting',
      'sandbox.crash-log': 'Error: connect ECONNREFUSED 10.0.4.7:5432\n    at TCPConnectWrap.afterConnect',
    },
  }),
]);

const platforms = [
  ['cloudfoundry', 'Cloud Foundry'],
  ['korifi', 'Korifi'],
  ['deis', 'Deis Workflow'],
  ['drycc', 'Drycc'],
] as const;
const acts = [
  { title: 'a first deploy', image: first, verdict: 'live' },
  { title: 'a re-deploy', image: second, verdict: 'live' },
  { title: 'a release that crashes', image: crash, verdict: 'restored' },
] as const;

console.log(`Deploying to the sandbox. It keeps real timings, on a clock that runs ${speed} times as fast.`);
const surprises: string[] = [];
for (const [platform, name] of platforms) {
  for (const { title, image, verdict } of acts) {
    // Drycc takes 60 requests a minute from one user, and three deploys in a row are more than that.
    if (platform === 'drycc' && title !== acts[0].title) await new Promise((go) => setTimeout(go, 60_000 / speed));
    console.log(`\n\u001b[1m━━ ${name}: ${title}\u001b[0m\n`);
    const step = stage.start(platform, { app: 'webapp', image: image.reference }, { onLine: show });
    const result = await step.done;
    if (result.outputs['verdict'] !== verdict)
      surprises.push(`${name}, ${title}: ${result.outputs['verdict'] ?? 'no verdict'}`);
  }
  const { body } = await stage.ask(platform, 'webapp');
  console.log(`\nWho answers now?  ${body.trim()}`);
  if (!body.includes(second.digest)) surprises.push(`${name}: the previous release does not answer`);
}
await stage.close();

if (surprises.length > 0) {
  console.error(`\nThe demo did not go as it should:\n${surprises.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`
Where to look next
  README.md             a workflow step to paste for each platform
  npm run sandbox       the same platforms, to try your own inputs against
  docs/architecture.md  how it is built; src/deploy.ts is its table of contents`);
}

/** A line as GitHub's log shows it: commands to the runner are not lines of the log. */
function show(line: string): void {
  const [, command, text = ''] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
  if (command === undefined) {
    if (!/^::[0-9a-f]{32}::$/.test(line)) console.log(`  ${line}`);
  } else if (command === 'error' || command === 'warning') {
    const annotation = text.replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%');
    console.log(`  \u001b[31m┃ ${annotation.split('\n').join('\n  ┃ ')}\u001b[0m`);
  } else if (command === 'group') console.log(`  ${text}`);
}
