/** Why a release could not be deployed. `conflict` is what the config endpoint answers with 409 instead of 400. */
export class DeployError extends Error {
  readonly conflict: boolean;
  constructor(message: string, conflict = false) {
    super(message);
    this.conflict = conflict;
  }
}
