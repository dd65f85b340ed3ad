import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ExecOutput, getExecOutput } from '@actions/exec';
import { duration } from '../../duration.ts';
import { messageOf, throwIfCancelled } from '../../errors.ts';
import { asObject, parseJson, textAt } from '../../http/json.ts';
import type { RegistryAccess } from '../access.ts';
import { type Credential, credentialProblem, secretsOf } from './credential.ts';

/** What looking for the logins of earlier steps needs. */
export type LoginSearch = Pick<RegistryAccess, 'environment' | 'clock' | 'signal' | 'mask' | 'note'>;

/** Milliseconds. */
const longestWait = 10_000;
/** Bytes. */
const longestAnswer = 64 * 1024;
/** How long a helper's output may stay open after its end: it may have started something that goes on. Milliseconds. */
const outputDelay = 1_000;

/** Anything else could name a program in another folder, or have a shell of Windows read it. */
const suffixForm = /^[A-Za-z0-9_.-]+$/;
/** docker-credential-helpers, `credentials/error.go`: the words by which every helper says that it has no login. */
const notFound = 'credentials not found in native keychain';
/** docker/cli, `credentials/native_store.go`: instead of a user name, it says that the secret is an identity token. */
const identityTokenUser = '<token>';

/** What a helper's answer comes to. Neither: it has no login for that registry. */
export type HelperAnswer =
  | { readonly credential?: Credential; readonly problem?: never }
  | { readonly problem: string };

/**
 * Asks the credential helper `docker-credential-<suffix>` for its login to a registry, by the protocol of
 * docker-credential-helpers: `get`, the registry on stdin, JSON on stdout. The helper sees the process's environment
 * without this action's own inputs, since secrets are among them.
 *
 * A helper that cannot be run or that fails is no error but a note: it was set up for something else than this action.
 *
 * @param registry as docker names it: the host with its port; Docker Hub is `https://index.docker.io/v1/`
 * @returns undefined: no login. What is returned has been masked.
 * @throws Cancelled, or the reason of the signal, when it fires
 */
export async function askCredentialHelper(
  suffix: string,
  registry: string,
  search: LoginSearch,
): Promise<Credential | undefined> {
  if (!suffixForm.test(suffix)) {
    search.note('A docker config names a credential helper by what cannot be the name of one. It is not run.');
    return undefined;
  }
  const helper = `docker-credential-${suffix}`;
  const answer = await run(helper, registry, search);
  if (answer.problem !== undefined) {
    search.note(`The credential helper ${helper} ${answer.problem}. No login is read from it.`);
    return undefined;
  }
  const { credential } = answer;
  if (credential !== undefined) for (const secret of secretsOf(credential)) search.mask(secret);
  return credential;
}

/**
 * Reads what a helper has answered (docker-credential-helpers, `client.Get`). Failures are told by the code and by the
 * first line on stderr; stdout is where secrets go, and is never quoted. Never throws.
 */
export function readHelperAnswer({ exitCode, stdout, stderr }: ExecOutput): HelperAnswer {
  if (exitCode !== 0) {
    if (stdout.includes(notFound) || stderr.includes(notFound)) return {};
    const words = stderr.split('\n').find((line) => line.trim() !== '');
    // Of a process that a signal has ended there is no code.
    const end = Number.isInteger(exitCode) ? `ended with code ${exitCode}` : 'was killed';
    return { problem: words === undefined ? end : `${end} and said: ${words.trim()}` };
  }
  const answer = asObject(parseJson(stdout));
  if (answer === undefined) return { problem: 'answered with something else than a JSON object' };
  const username = textAt(answer, 'Username') ?? '';
  const secret = textAt(answer, 'Secret') ?? '';
  // Some helpers say so that they have no login (ACR's).
  if (username === '' && secret === '') return {};
  if (secret === '') return { problem: 'answered without a secret' };
  const credential: Credential =
    username === identityTokenUser
      ? { kind: 'identity-token', token: secret }
      : { kind: 'password', username, password: secret };
  const problem = credentialProblem(credential);
  return problem === undefined ? { credential } : { problem: `gave a login that ${problem}` };
}

async function run(helper: string, registry: string, search: LoginSearch): Promise<HelperAnswer> {
  const { environment, clock, signal } = search;
  throwIfCancelled(signal);
  const over = new AbortController();
  const release = adopt(helper, over.signal);
  try {
    return await new Promise<HelperAnswer>((resolve, reject) => {
      let bytes = 0;
      const count = (data: Buffer) => {
        bytes += data.length;
        if (bytes > longestAnswer) resolve({ problem: `wrote more than ${longestAnswer} bytes` });
      };
      getExecOutput(helper, ['get'], {
        env: withoutInputs(environment),
        input: Buffer.from(registry, 'utf8'),
        silent: true,
        ignoreReturnCode: true,
        delay: outputDelay,
        listeners: { stdout: count, stderr: count },
      })
        .then(
          (output) => resolve(readHelperAnswer(output)),
          (error: unknown) => resolve({ problem: whyNotStarted(messageOf(error)) }),
        )
        .finally(release);
      clock
        .sleep(longestWait, AbortSignal.any([signal, over.signal]))
        .then(() => resolve({ problem: `did not answer within ${duration(longestWait)}` }), reject);
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    over.abort();
  }
}

/** @param message of the error that `getExecOutput` throws: it has no code, and the first of them is a long one */
function whyNotStarted(message: string): string {
  if (message.startsWith('Unable to locate executable file')) return 'is not on PATH';
  return `could not be started: ${message.replace(/^.*\bError: /s, '')}`;
}

/** Inputs are given to the action as variables, its secrets too. */
function withoutInputs(environment: LoginSearch['environment']): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^INPUT_/i.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/**
 * Gets hold of the helper's process, which @actions/exec keeps to itself, for two things that it does not do. A helper
 * that ends without having read its stdin breaks the pipe, and nobody listens for that error: it would end this process
 * (about one start in fifty of `exit 1`). And what is no longer waited for must end, and its output be closed.
 *
 * @param over fires when the helper is no longer waited for
 * @returns to be called when there is nothing left to get hold of
 */
function adopt(helper: string, over: AbortSignal): () => void {
  const meet = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    const end = () => {
      child.kill();
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    // Told by its constructor: what it runs, and its pipes, are there once the call that made it is over.
    process.nextTick(() => {
      if (!child.spawnargs.some((part) => part.includes(helper))) return;
      // The exit code tells what became of it.
      child.stdin?.on('error', () => undefined);
      if (over.aborted) end();
      else over.addEventListener('abort', end, { once: true });
    });
  };
  subscribe('child_process', meet);
  return () => unsubscribe('child_process', meet);
}
