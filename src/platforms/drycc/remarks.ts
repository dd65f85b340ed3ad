import { stoppedBy } from '../controller/formation.ts';
import { type Asked, notStarted } from '../controller/process-types.ts';
import { type DryccApp, filesFor, formationAfter } from './app.ts';
import { shellWords } from './inputs.ts';

/** What a plan means for those who use the app, as far as its changes do not say so. */
export function remarksOn(app: DryccApp | undefined, asked: Asked): readonly string[] {
  if (asked.manifest?.kind !== 'procfile') return [];
  const { types, given, wanted } = formationAfter(app, asked);
  const { procfile } = filesFor(app?.build, asked);
  const stopped = app === undefined ? [] : [...stoppedBy(given, app.counts).keys()];
  const forShells = Object.keys(procfile).filter((type) => shellWords.test(procfile[type] ?? ''));
  return [
    ...stopped.map((type) => `the process type ${type} is not in the Procfile any more: it is stopped`),
    ...notStarted(types, wanted, asked),
    ...(forShells.length === 0
      ? []
      : [
          `no shell reads the commands of ${forShells.join(', ')}: quotes, $ and the like go as they are to the image’s ENTRYPOINT, split at blanks`,
        ]),
  ];
}
