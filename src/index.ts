import { systemClock } from './clock.ts';
import { deploy } from './deploy.ts';
import { Cancelled } from './errors.ts';
import { trustEverywhere } from './http/authorities.ts';
import { createHttp } from './http/client.ts';
import { githubRunner } from './runner/github.ts';
import { userAgent } from './version.ts';

const stop = new AbortController();
// SIGBREAK is what Windows makes of the runner's second signal.
for (const name of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) {
  process.on(name, () => stop.abort(new Cancelled()));
}

// Awaited at the top level: a promise that never settles then ends the process with code 13, not with a green 0.
await deploy({
  runner: githubRunner(process.env),
  openHttp: (certificates) => {
    trustEverywhere(certificates);
    return createHttp({ clock: systemClock, userAgent, certificates });
  },
  environment: process.env,
  clock: systemClock,
  signal: stop.signal,
});

// The verdict is written. Whatever still holds the process (an answer that a cancelled run no longer waits for) must not
// keep it until the runner kills it.
setTimeout(() => process.exit(), 500).unref();
