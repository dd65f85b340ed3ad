import { parseReference } from '../image/reference.ts';
import { usualCommandMs } from './command.ts';
import type { InputName } from './definitions.ts';
import { Form, optional } from './form.ts';
import { readImageWish } from './image.ts';
import { InputError } from './input-error.ts';
import { readSizeMb } from './readers.ts';
import type { Command, Draft, Mistake, Request, TaskRequest } from './request.ts';
import { isTarget, readTarget } from './target.ts';

/** What goes with an image, and says nothing without one. */
const ofImage = ['registry-username', 'registry-password', 'auth-realm-hosts'] as const;

/**
 * The inputs of `task/action.yml`.
 *
 * @param input value of an input, trimmed; `''` when it was not given
 * @param repository `owner/name` of the workflow's repository, for the default of `app`
 * @param platformMistakes what the platform that was named makes of the inputs
 * @throws InputError with all mistakes at once
 */
export function readTaskRequest(
  input: (name: InputName) => string,
  repository: string | undefined,
  platformMistakes: (draft: Draft) => readonly Mistake[] = () => [],
): TaskRequest {
  const form = new Form(input);
  const command = form.required('command', (text) => text);
  const target = readTarget(form, repository);
  const timeoutMs = target.timeoutMs ?? usualCommandMs;
  const size = optional({ memoryMb: form.read('memory', readSizeMb), diskMb: form.read('disk', readSizeMb) });
  const task: Command | undefined = command === undefined ? undefined : { command, timeoutMs, ...size };
  const image = form.read('image', parseReference);
  const wish = readImageWish(form);
  if (form.text('image') === '') {
    for (const name of ofImage) if (form.text(name) !== '') form.mistake(name, 'goes with image');
  }
  const mistakes = [...form.mistakes, ...platformMistakes({ ...target, ...optional<Draft>({ task }) })];
  if (mistakes.length > 0 || task === undefined || !isTarget(target)) throw new InputError(mistakes);
  if (image === undefined) return { ...target, task };
  const deploy: Request = {
    ...{ ...target, ...wish, image, settings: {}, envMode: 'merge', strategy: 'rolling', mode: 'deploy' },
    routesMode: 'add',
    // By the rules for images it is what `before-release` is.
    beforeRelease: task,
  };
  return { ...target, task, deploy };
}
