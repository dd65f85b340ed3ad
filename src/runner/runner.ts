import type { Http } from '../http/http.ts';
import type { Job } from '../image/rule.ts';

/** What the report and the flow need of the CI system that runs them. GitHub's is in `github.ts`; tests bring their own. */
export interface Runner {
  /** Trimmed; `''` when it was not given. */
  input(name: string): string;
  /** Keeps a credential, in all its forms, out of everything that is printed or written from now on. */
  mask(secret: string): void;
  /** Text without credentials, and else as it was: for what is still to be read, not shown. */
  redact(text: string): string;
  /**
   * Text that somebody else wrote, without credentials, controls and colours; line ends stay. For text that is to be cut
   * or escaped before it is written: a credential can be recognised only as long as it is whole.
   */
  clean(text: string): string;
  output(name: string, value: string): void;
  /** For the post step of the same run. Ids only: it is no secret store. Written at once, so it survives a kill. */
  saveState(name: string, value: string): void;
  savedState(name: string): string;
  /** One line of the log. Controls and workflow commands in it are made harmless. */
  print(line: string, style?: Style): void;
  /** Lines that somebody else wrote: no workflow command among them can take effect. */
  printForeign(lines: readonly string[]): void;
  openGroup(title: string): void;
  closeGroup(): void;
  annotate(level: 'error' | 'warning', title: string, text: string): void;
  /** Appends Markdown to the job summary; foreign text in it is `clean` and escaped. Says in the log when it cannot be written. */
  summarise(markdown: string): void;
  /**
   * A new OIDC token of this job, made out to `audience`; already masked. Lives for minutes: ask right before it is used.
   *
   * @throws ActionError `OIDC_UNAVAILABLE`, with what to add to the workflow; `OIDC_REFUSED`, and those of `Http`
   */
  oidcToken(audience: string, http: Http): Promise<string>;
  /** The process will end with this code. */
  exitCode(code: 0 | 1): void;
  readonly run: RunFacts;
}

export type Style = 'good' | 'bad' | 'caution' | 'dim';

/** What the runner says about the run. */
export interface RunFacts extends Job {
  /** The folder of this action's own documents, at the version that runs: `https://github.com/…/blob/v1/docs`; `docs` where that is not known. */
  readonly docs: string;
  /** Unique for this attempt of this run; ≤ 63 characters of [A-Za-z0-9._-]. */
  readonly id: string;
}
