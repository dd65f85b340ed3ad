/** What ends a pipeline, with the name of the exception in the original. */
export class PipelineError extends Error {
  readonly exception: string;
  constructor(exception: 'ServiceUnavailable' | 'DryccException' | 'AlreadyExists', message: string) {
    super(message);
    this.exception = exception;
  }
}
