import { asArray, parseJson } from '../../../http/json.ts';
import { type CommandDialect, refusedCommand } from '../blocking-tasks.ts';

/**
 * What does not get through to the command's shell: the controller writes it into a systemd unit as it stands, where
 * quotes, backslashes, `%` and `${` mean something (`RUN_TEMPLATE` of `scheduler/fleet.py`).
 */
const untold = /["'\\%\n]|\$\{/;

/** Commands of v1: a list of exit code and stdout is the answer. */
export const v1Commands: CommandDialect = {
  title: 'Deis v1',
  refuse(command) {
    const sign = untold.exec(command)?.[0];
    if (sign === undefined) return;
    const shown = sign === '\n' ? 'a line break' : sign;
    throw refusedCommand(
      `The command holds ${shown}, which Deis v1 does not hand on as it stands`,
      'Put the command into a script in the image, and run that.',
    );
  },
  endIn({ response }) {
    // It is called text/plain.
    const [exitCode, output] = asArray(parseJson(response.body.toString('utf8')));
    if (typeof exitCode !== 'number') return undefined;
    return { exitCode, output: typeof output === 'string' ? output : '' };
  },
  hintFor(words) {
    // `docker run --entrypoint=/bin/bash`.
    if (/container failed to start/.test(words))
      return 'Deis v1 runs commands by /bin/bash, which the image has to have.';
    // `EnvironmentError` of `App.run`, without SSH_PRIVATE_KEY.
    if (!/admin commands is not configured/.test(words)) return undefined;
    return 'The operator of this Deis has to give it the machines’ SSH key: deisctl config platform set sshPrivateKey=…';
  },
};
