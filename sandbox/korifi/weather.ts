/** The switches by which a test changes how a Korifi is set up, which version it is, and what goes wrong with it. */
export class Weather {
  /** The controllers do nothing: what is wanted is written, and nothing comes of it. */
  reconcilePaused = false;
  /** Whether the runner can do deployments. */
  rollingDeploy = true;
  /** Whether stats tell for how long an instance has been ready: older Korifis do not. */
  uptimeTold = true;
  /** Whether the cluster has metrics, which stats then show. */
  metrics = false;
  /**
   * What becomes of a log that has more lines than were asked for. The newest version leaves out as many as were asked
   * for, from its end (`logs[:len(logs)-limit]`); older ones keep as many, the newest.
   */
  logLimit: 'leaves out' | 'keeps' = 'leaves out';
  /** Tasks are started by the launcher of buildpacks, which an image has only if one has built it; else by `/bin/sh -c`. */
  taskLauncher = true;
}
