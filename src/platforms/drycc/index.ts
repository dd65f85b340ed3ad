import { ControllerApi, type Dialect } from '../controller/api.ts';
import { generationAt, otherGeneration } from '../controller/detection.ts';
import type { PlatformModule } from '../platform.ts';
import { mistakes } from './inputs.ts';
import { DryccPlatform } from './platform.ts';

const dialect: Dialect = {
  title: 'Drycc',
  version: 'v2',
  tokenHint: 'The token has expired or was revoked. Make a new one with `drycc tokens add` and store it as the secret.',
  accessHint:
    'The user that the token belongs to needs the role member in the app’s workspace, which an admin of that workspace gives.',
};

/** Drycc, the living fork of Deis. */
export const drycc: PlatformModule = {
  kind: 'drycc',
  title: 'Drycc',
  mistakes,
  async readManifest(text) {
    // A chunk of its own, and the parser with it: most runs have no Procfile.
    return (await import('../controller/procfile.ts')).readProcfile(text);
  },
  async detect(context) {
    const generation = await generationAt(context);
    if (generation === 'deis-v1' || generation === 'deis-v2') {
      if (context.request.platform === 'drycc') throw otherGeneration('drycc', 'a Deis controller', 'deis');
      return undefined;
    }
    if (generation !== 'drycc') return undefined;
    return new DryccPlatform(new ControllerApi(context, dialect), context);
  },
};
