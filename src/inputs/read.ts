import { parseReference } from '../image/reference.ts';
import { usualCommandMs } from './command.ts';
import type { InputName } from './definitions.ts';
import { Form, optional } from './form.ts';
import { readImageWish } from './image.ts';
import { InputError } from './input-error.ts';
import { type ManifestReading, mergeSettings } from './manifest.ts';
import * as readers from './readers.ts';
import type { Command, Draft, Mistake, Request, Settings } from './request.ts';
import { readSettings } from './settings.ts';
import { readSmokeTest } from './smoke-test.ts';
import { isTarget, readTarget } from './target.ts';

/**
 * The runner's strings → what the user asked for.
 *
 * @param input value of an input, trimmed; `''` when it was not given
 * @param repository `owner/name` of the workflow's repository, for the default of `app`
 * @param platformMistakes what the platform that was named makes of the inputs
 * @param reading what the file says that `manifest` names; the inputs count before it
 * @throws InputError with all mistakes at once
 */
export function readRequest(
  input: (name: InputName) => string,
  repository: string | undefined,
  platformMistakes: (draft: Draft) => readonly Mistake[] = () => [],
  reading?: ManifestReading,
): Request {
  const form = new Form(input);
  const image = form.required('image', parseReference);
  for (const mistake of reading?.mistakes ?? []) form.mistake('manifest', mistake);
  const target = readTarget(form, repository, reading?.app);
  const asked = readSettings(form);
  const settings = reading === undefined ? asked : mergeSettings(reading.settings, asked);
  const fixed = {
    settings,
    envMode: form.choice('env-mode', ['merge', 'replace']),
    routesMode:
      (asked.routes === undefined ? reading?.routesMode : undefined) ?? form.choice('routes-mode', ['add', 'exact']),
    strategy: form.choice('strategy', ['rolling', 'canary', 'recreate']),
    mode: form.choice('mode', ['deploy', 'plan']),
    ...readImageWish(form),
  } as const;
  const draft: Draft = {
    ...target,
    ...fixed,
    ...optional<Draft>({
      ...{ image, manifest: reading?.manifest },
      maxInFlight: form.read('max-in-flight', readers.readCount),
      canarySteps: form.read('canary-steps', readers.readShares),
      beforeRelease: readCommand(form),
      smokeTest: readSmokeTest(form),
    }),
  };
  refuseContradictions(form, settings);
  const mistakes = [...form.mistakes, ...platformMistakes(draft)];
  if (mistakes.length > 0 || image === undefined || !isTarget(target)) throw new InputError(mistakes);
  return { ...draft, ...target, ...fixed, image };
}

function readCommand(form: Form): Command | undefined {
  const command = form.asIs('before-release');
  const memoryMb = form.read('before-release-memory', readers.readSizeMb);
  const timeoutMs = form.read('before-release-timeout', readers.readDuration) ?? usualCommandMs;
  return command === undefined ? undefined : { command, timeoutMs, ...optional({ memoryMb }) };
}

/** Inputs that say nothing without another one, and those that cannot both be meant. */
function refuseContradictions(form: Form, settings: Settings): void {
  const given = (name: InputName) => form.text(name) !== '';
  // Not taken for "remove all": a secret that is not set, or a run for a fork, gives nothing as well.
  if (settings.env === undefined && form.text('env-mode').toLowerCase() === 'replace') {
    form.mistake('env', 'is empty, but env-mode is replace · write {} to remove every variable, or leave env-mode out');
  }
  if (settings.routes === undefined && form.text('routes-mode').toLowerCase() === 'exact') {
    form.mistake('routes', 'is empty, but routes-mode is exact · write none to take every route away');
  }
  if (given('canary-steps') && form.text('strategy').toLowerCase() !== 'canary') {
    form.mistake('canary-steps', 'goes with strategy: canary');
  }
  for (const name of ['before-release-memory', 'before-release-timeout'] as const) {
    if (given(name) && !given('before-release')) form.mistake(name, 'goes with before-release');
  }
}
