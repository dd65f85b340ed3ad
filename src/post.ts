import { systemClock } from './clock.ts';
import { finish } from './finish.ts';
import { trustEverywhere } from './http/authorities.ts';
import { createHttp } from './http/client.ts';
import { githubRunner } from './runner/github.ts';
import { userAgent } from './version.ts';

// Post steps get no signal: nothing can call this off but its own time limit.
await finish({
  runner: githubRunner(process.env),
  openHttp: (certificates) => {
    trustEverywhere(certificates);
    return createHttp({ clock: systemClock, userAgent, certificates });
  },
  environment: process.env,
  clock: systemClock,
  signal: new AbortController().signal,
});

// As in the main step: nothing that is not waited for any more may keep the process.
setTimeout(() => process.exit(), 500).unref();
