import type { Counts, Formation } from '../controller/formation.ts';
import type { Procfile } from '../controller/process-types.ts';

/**
 * What a build of Deis Workflow will run (deis/controller `app.py`, `build.py`). An app's counts are kept. Without any, one
 * `web` is started if the Procfile has it, else one `cmd`, the image's own command. Process types that the Procfile before
 * had and this one has not are scaled to nothing. But where `web` comes or goes, what is to serve from now on is not
 * started: `cmd` goes on beside the first `web`, also after a first build that failed, which has left it behind; and nothing
 * at all is left where the Procfile ends. That is mended: the one takes the other's place.
 *
 * @param before the Procfile of the build that serves
 */
export function formationOf(counts: Counts, before: Procfile, procfile: Procfile): Formation {
  const [main, mainBefore] = [mainOf(procfile), mainOf(before)];
  const given = new Map(counts.size === 0 ? [[main, 1]] : counts);
  for (const type of Object.keys(before)) {
    if (!Object.hasOwn(procfile, type) && given.has(type)) given.set(type, 0);
  }
  const wanted = new Map(given);
  const served = counts.get(mainBefore) ?? 0;
  if (main !== mainBefore && !given.get(main) && served > 0) {
    wanted.set(main, served);
    if (!Object.hasOwn(procfile, mainBefore)) wanted.set(mainBefore, 0);
  }
  return { main, types: typesOf({ procfile }), given, wanted };
}

/** Process types of a build: `cmd`, the image's own command, is there always. */
export function typesOf(build: { readonly procfile: Procfile } | undefined): readonly string[] {
  return [...new Set([...Object.keys(build?.procfile ?? {}), 'cmd'])];
}

/** What the router sends requests to, and what is scaled by a number alone. */
function mainOf(procfile: Procfile): 'web' | 'cmd' {
  return Object.hasOwn(procfile, 'web') ? 'web' : 'cmd';
}
