import { readSmokeTarget } from './addresses.ts';
import { type Form, optional } from './form.ts';
import { readDuration, readStatuses } from './readers.ts';
import type { SmokeTest } from './request.ts';

/** Routers lag behind the platform by seconds. Milliseconds. */
const usualMs = 60_000;

/** What the app must answer. Undefined: nobody wants to know, or it is a mistake. */
export function readSmokeTest(form: Form): SmokeTest | undefined {
  const target = form.read('smoke-test', readSmokeTarget);
  const statuses = form.read('smoke-test-status', readStatuses) ?? [{ from: 200, to: 299 }];
  const timeoutMs = form.read('smoke-test-timeout', readDuration) ?? usualMs;
  const text = form.asIs('smoke-test-text');
  for (const name of ['smoke-test-status', 'smoke-test-text', 'smoke-test-timeout'] as const) {
    if (form.text(name) !== '' && form.text('smoke-test') === '') form.mistake(name, 'goes with smoke-test');
  }
  return target === undefined ? undefined : { target, statuses, timeoutMs, ...optional({ text }) };
}
