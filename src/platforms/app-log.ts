/**
 * Reading an app's own log: which line says why it ended. Languages differ in where they put it: Node first (the stack
 * follows), Python last (the stack comes before), Java at the last `Caused by`.
 */

/** The head of an error as runtimes print it: `Error: …`, `java.lang.IllegalStateException: …`, `PG::UndefinedTable: …`, `panic: …`. */
const head =
  /^(?:uncaught |unhandled |caused by: |exception in thread "[^"]*" )?(?:[\w.$]*(?:error|exception|panic|fatal)\b[^:]{0,60}|\w+(?:::\w+)+): ?\S/i;
const errorWords =
  /\b\w*(error|exception)\b|\bpanic\b|\bfatal\b|\bfailed\b|\bfailure\b|cannot |can't |could not |denied|refused|not found|unable to|does not exist|doesn't exist|no such |is missing|not set\b|must be set/i;
/** Frames of a stack trace and the like: they belong to a line above or below. */
const frame = /^\s|^goroutine \d|^at |^Traceback \(most recent/;

/**
 * The line of an app's own log that says why it ended: the last that is the head of an error; else the last that looks
 * like one, on stderr if there is any. Undefined: no line looks like an error.
 *
 * @param lines of one instance, oldest first
 */
export function errorLine(lines: readonly { readonly text: string; readonly stderr?: boolean }[]): string | undefined {
  const candidates = lines.filter(({ text }) => !frame.test(text) && errorWords.test(text));
  const found =
    candidates.findLast(({ text }) => head.test(text)) ??
    candidates.findLast(({ stderr }) => stderr === true) ??
    candidates.at(-1);
  return found?.text.trim();
}
