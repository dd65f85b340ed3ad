/** The switches by which a test changes how a Korifi is set up, which version it is, and what goes wrong with it. */
export class Weather {
  /** The controllers do nothing: what is wanted is written, and nothing comes of it. */
  reconcilePaused = false;
  /**
   * Requests that wait for the controllers (start, stop, the current droplet, tasks) give up before these have looked: they
   * answer 500, and what they ask for is written nevertheless.
   */
  waitsInVain = false;
  /** Whether the runner can do deployments. */
  rollingDeploy = true;
  /**
   * For how long an instance has been ready, in stats: counted when they are asked for, as it was when something last
   * happened to a pod of the process, or not at all, by version.
   */
  uptime: 'counted' | 'frozen' | 'absent' = 'counted';
  /**
   * A workload is there until its pods are (korifi#3918). False: of an older version, for which an app is stopped and has
   * no instances as soon as its workload is deleted; the next start then finds the dying pods in the place of its own.
   */
  finalizesWorkloads = true;
  /** `maxRetainedBuildsPerApp` and `maxRetainedPackagesPerApp`, beside what is current. */
  keptBuilds = 5;
  keptPackages = 5;
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
