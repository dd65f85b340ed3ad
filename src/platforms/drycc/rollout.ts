import type { ControllerRollout } from '../controller/rollout.ts';

export interface DryccRollout extends ControllerRollout {
  /** The app's setting `autodeploy` is on, but off while this run writes several things that are to be deployed as one. */
  readonly pausesAutodeploy?: true;
}
