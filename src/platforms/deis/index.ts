import { ActionError } from '../../errors.ts';
import { ControllerApi, type Dialect } from '../controller/api.ts';
import { generationAt, otherGeneration } from '../controller/detection.ts';
import type { PlatformModule } from '../platform.ts';
import { mistakes } from './inputs.ts';
import { DeisPlatform } from './platform.ts';

const dialect: Dialect = {
  title: 'Deis',
  tokenHint:
    'The token is wrong, or was regenerated. Log in with `deis login` and store `token` of the client file anew.',
};

/** Deis Workflow v2 and its fork Hephy Workflow, which answer alike. */
export const deis: PlatformModule = {
  kind: 'deis',
  title: 'Deis Workflow',
  mistakes,
  async detect(context) {
    const { request } = context;
    const generation = await generationAt(context);
    if (generation === 'deis-v1') {
      throw new ActionError('DEIS_V1', `${request.api.host} is a Deis v1 controller, which is not supported yet.`, {
        hint: 'Deis Workflow v2, Hephy Workflow and Drycc are.',
      });
    }
    if (generation === 'drycc' && request.platform === 'deis') {
      throw otherGeneration('deis', 'a Drycc controller', 'drycc');
    }
    if (generation !== 'deis-v2') return undefined;
    return new DeisPlatform(new ControllerApi(context, dialect), context);
  },
};
