import { readApiUrl } from './addresses.ts';
import { readCertificates } from './certificates.ts';
import { type Form, optional } from './form.ts';
import { readLogin } from './login.ts';
import { readPlatform } from './platform.ts';
import { readDuration } from './readers.ts';
import type { Target } from './request.ts';

/** A target as far as the inputs could be read. */
export type TargetDraft = Partial<Target> & Omit<Target, 'app' | 'api' | 'login'>;

/**
 * Which app, where and as whom.
 *
 * @param repository `owner/name` of the workflow's repository
 * @param usual the app's name where the inputs have none: the repository's own, unless something else says so
 */
export function readTarget(form: Form, repository: string | undefined, usual = appOf(repository)): TargetDraft {
  const api = form.required('api', readApiUrl);
  const app = form.asIs('app') ?? usual;
  if (app === undefined) form.mistake('app', 'is needed: the repository’s name is not known here');
  const fixed = {
    platform: form.read('platform', readPlatform) ?? 'auto',
    ifBusy: form.choice('if-busy', ['wait', 'replace', 'fail']),
    onFailure: form.choice('on-failure', ['restore', 'keep']),
    onCancel: form.choice('on-cancel', ['restore', 'keep']),
    summary: form.choice('summary', ['always', 'on-failure', 'never']),
    certificates: form.read('ca-certificate', readCertificates) ?? [],
  } as const;
  return {
    ...fixed,
    ...optional<Partial<Target>>({
      ...{ api, app, login: readLogin(form) },
      org: form.asIs('org'),
      space: form.asIs('space'),
      workspace: form.asIs('workspace'),
      timeoutMs: form.read('timeout', readDuration),
    }),
  };
}

/** The repository's own name. @param repository `owner/name` of the workflow's repository */
export function appOf(repository: string | undefined): string | undefined {
  return repository?.split('/').at(-1)?.toLowerCase() || undefined;
}

/** Whether nothing is missing; what is, is among the mistakes. */
export function isTarget(draft: Partial<Target>): draft is Target {
  return draft.api !== undefined && draft.app !== undefined && draft.login !== undefined;
}
