/** GitHub's live log cuts lines at 1,024 characters, and longer ones make it slow. */
const longestLine = 1_000;

const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
/** C0 and C1 controls, characters that reorder text, those that are drawn as nothing (Unicode's own list), and halves of some. */
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\p{Default_Ignorable_Code_Point}\p{Surrogate}]/gu;

/** Text that somebody else wrote, as one line: no controls, no colours, at most `limit` characters. */
export function oneLine(text: string, limit = longestLine): string {
  // Not by a pattern of blanks around line ends: that takes a square of the time that a long row of blanks has characters.
  const line = plain(text)
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** The same with its line ends kept: `\n` only. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(ansi, '').replace(/\t/g, '  ').replace(invisible, '');
}

/**
 * A line that the runner cannot take for a command: it reads `::name::` at the start of a line, and the older `##[name]`
 * anywhere in it.
 */
export function notACommand(line: string): string {
  return line.replaceAll('##[', '## [').replace(/^(\s*)::/, '$1: :');
}
