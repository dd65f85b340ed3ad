import type { InputName } from './definitions.ts';
import { Form, optional } from './form.ts';
import { InputError } from './input-error.ts';
import { readCount } from './readers.ts';
import type { Draft, Mistake, RollbackRequest } from './request.ts';
import { readSmokeTest } from './smoke-test.ts';
import { isTarget, readTarget } from './target.ts';

/**
 * The inputs of `rollback/action.yml`.
 *
 * @param input value of an input, trimmed; `''` when it was not given
 * @param repository `owner/name` of the workflow's repository, for the default of `app`
 * @param platformMistakes what the platform that was named makes of the inputs
 * @throws InputError with all mistakes at once
 */
export function readRollbackRequest(
  input: (name: InputName) => string,
  repository: string | undefined,
  platformMistakes: (draft: Draft) => readonly Mistake[] = () => [],
): RollbackRequest {
  const form = new Form(input);
  const target = readTarget(form, repository);
  const mode = form.choice('mode', ['deploy', 'plan']);
  const wish = optional<Omit<RollbackRequest, keyof typeof target | 'mode'>>({
    to: form.asIs('to'),
    maxInFlight: form.read('max-in-flight', readCount),
    smokeTest: readSmokeTest(form),
  });
  const mistakes = [...form.mistakes, ...platformMistakes({ ...target, ...wish, mode })];
  if (mistakes.length > 0 || !isTarget(target)) throw new InputError(mistakes);
  return { ...target, ...wish, mode };
}
