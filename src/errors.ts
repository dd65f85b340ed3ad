export interface ActionErrorOptions {
  readonly hint?: string | undefined;
  readonly details?: readonly string[];
  readonly link?: string;
  readonly cause?: unknown;
}

/**
 * The one base of every error that a user is meant to read.
 *
 * `message` is a sentence that says what happened, in the words of whoever it happened to;
 * `hint` says what to change. Both may hold foreign text: printing them safely is the report's task.
 */
export class ActionError extends Error {
  override readonly name: string = 'ActionError';
  /** Stable, for tests, docs and searches: `IMAGE_NOT_FOUND`, `CF_STAGING_FAILED`, … */
  readonly code: string;
  readonly hint: string | undefined;
  /** What else belongs to it, a line each. */
  readonly details: readonly string[];
  /** Where more is to be read. */
  readonly link: string | undefined;

  constructor(code: string, message: string, options: ActionErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.link = options.link;
  }
}

/** The run was told to stop (SIGINT, SIGTERM): not a failure of anything that was deployed. */
export class Cancelled extends ActionError {
  override readonly name = 'Cancelled';
  constructor(message = 'The run was cancelled.') {
    super('CANCELLED', message);
  }
}

/** An order may have been carried out or not: nobody can tell, so that it must not be sent again. */
export class Uncertain extends ActionError {
  override readonly name = 'Uncertain';
}

/** Why a signal has fired: the reason that it was given, if it is one of ours (a limit), else `Cancelled`. */
export function reasonOf(signal: AbortSignal | undefined): ActionError {
  return signal?.reason instanceof ActionError ? signal.reason : new Cancelled();
}

/** Throws `reasonOf` the signal once it has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw reasonOf(signal);
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
