import { ActionError } from '../../../errors.ts';
import { type Asked, type Procfile, procfileIn } from '../../controller/process-types.ts';
import type { V1App } from './app.ts';

/**
 * What goes with the next build: the Procfile that `manifest` names, else that of the build before, without which its
 * containers would be destroyed. v1 looks at the newest build, whatever became of it.
 *
 * @throws ActionError `DEIS_V1_PROCFILE` when containers run of what it leaves out: no rollback brings those back
 */
export function procfileFor(app: V1App | undefined, { manifest }: Asked): Procfile {
  const before = app?.build?.procfile ?? {};
  const next = procfileIn(manifest) ?? before;
  const gone = Object.keys(before).filter(
    (type) => !Object.hasOwn(next, type) && app?.containers.some((container) => container.type === type),
  );
  if (gone.length === 0) return next;
  throw new ActionError(
    'DEIS_V1_PROCFILE',
    `The Procfile leaves ${gone.join(', ')} out, and Deis v1 would destroy what runs of it, with no way back.`,
    { hint: `Stop it by hand if that is meant: deis scale ${gone.map((type) => `${type}=0`).join(' ')}` },
  );
}

/** Process types of the Procfile that nobody starts, in sentences: v1 starts one `cmd` of an app that was never scaled. */
export function notStarted(app: V1App | undefined, { manifest, settings }: Asked): readonly string[] {
  const types = Object.keys(procfileIn(manifest) ?? {});
  const idle = types.filter(
    (type) => settings.instances?.has(type) !== true && !app?.containers.some((container) => container.type === type),
  );
  if (idle.length === 0) return [];
  const counts = idle.map((type) => `${type}=1`).join(' ');
  return [
    `no instances of ${idle.join(', ')} run, and Deis v1 starts none by itself: write instances: ${counts} to start them`,
  ];
}
