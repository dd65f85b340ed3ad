import { runningClock } from './clock.ts';
import { loginInputs, type PlatformName, withBlock } from './inputs.ts';
import { startSandbox } from './sandbox.ts';

/** `npm run sandbox`: the practice platform alone, until Ctrl-C. */

const sandbox = await startSandbox({ clock: runningClock() });
const { registry, routers } = sandbox;
const platforms: readonly PlatformName[] = ['cloudfoundry', 'korifi', 'deis-v1', 'deis', 'drycc'];
// What all of them take: Docker's format, and a user that is not root.
const everywhere = { repository: 'team/web', format: 'docker', user: '1000' } as const;
const image = await registry.publish({ ...everywhere, tag: '1.0' });
const crash = await registry.publish({
  ...everywhere,
  tag: 'crash',
  labels: { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: connect ECONNREFUSED 10.0.4.7:5432' },
});

console.log(`The sandbox is up: a registry, Cloud Foundry, Korifi, Deis v1, Deis Workflow and Drycc.
All of it is on loopback and in memory, and gone with this process.

Registry ${registry.host}: push to it (skopeo copy --dest-tls-verify=false …), or use what is there:
  ${image.reference}
  ${crash.reference}     crashes at start
  ${registry.host}/private/…        needs registry-username: robot, registry-password: robot-password
Labels of an image choose how its app behaves: sandbox.behaviour = ok, slow, crash, crash-later, crash-then-ok,
oom, unready, never-healthy.
`);
for (const platform of platforms) {
  console.log(
    `${platform} · its apps answer at ${routers[platform].url}: curl -H 'Host: webapp.apps.sandbox.test' ${routers[platform].url}`,
  );
  console.log(`${withBlock({ image: image.reference, app: 'webapp', ...loginInputs(sandbox, platform) })}\n`);
}
const stay = setInterval(() => {}, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(stay);
    sandbox.close().catch((error: unknown) => console.error('the sandbox did not close:', error));
  });
}
