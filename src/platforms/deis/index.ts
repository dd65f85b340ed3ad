import { InputError } from '../../inputs/input-error.ts';
import { ControllerApi, type Dialect } from '../controller/api.ts';
import { confirmV1, generationAt, otherGeneration } from '../controller/detection.ts';
import type { Platform, PlatformContext, PlatformModule } from '../platform.ts';
import { mistakes, workflowMistakes } from './inputs.ts';
import { DeisPlatform } from './platform.ts';

const dialect: Dialect = {
  title: 'Deis',
  version: 'v2',
  tokenHint:
    'The token is wrong, or was regenerated. Log in with `deis login` and store `token` of the client file anew.',
  accessHint: 'The owner of an app shares it with the user that deploys: deis perms:create USER -a APP',
};

/** Deis Workflow v2 and its fork Hephy Workflow, which answer alike; and Deis v1, which came before them and is another thing. */
export const deis: PlatformModule = {
  kind: 'deis',
  title: 'Deis Workflow',
  mistakes,
  async readManifest(text) {
    // A chunk of its own, and the parser with it: most runs have no Procfile.
    return (await import('../controller/procfile.ts')).readProcfile(text);
  },
  async detect(context) {
    const { request } = context;
    const generation = await generationAt(context);
    if (generation === 'deis-v1') return connectV1(context);
    if (generation === 'drycc' && request.platform === 'deis') {
      throw otherGeneration('deis', 'a Drycc controller', 'drycc');
    }
    if (generation !== 'deis-v2') return undefined;
    const found = [...mistakes(request), ...workflowMistakes(request)];
    if (found.length > 0) throw new InputError(found);
    return new DeisPlatform(new ControllerApi(context, dialect), context);
  },
};

/** A chunk of its own: few runs need it. */
async function connectV1(context: PlatformContext): Promise<Platform> {
  await confirmV1(context);
  const { v1Mistakes } = await import('./v1/inputs.ts');
  const mistakes = v1Mistakes(context.request);
  if (mistakes.length > 0) throw new InputError(mistakes);
  const { DeisV1Platform } = await import('./v1/platform.ts');
  return new DeisV1Platform(new ControllerApi(context, { ...dialect, title: 'Deis v1', version: 'v1' }), context);
}
