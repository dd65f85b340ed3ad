import { expanded, type PulledImage, taskRun } from './image.ts';

/** What a container's `/bin/sh -c` comes to: what it writes when, and how it ends. */
export interface ShellRun {
  /** Sandbox time, milliseconds since its start. */
  readonly lines: readonly { readonly atMs: number; readonly type: 'OUT' | 'ERR'; readonly text: string }[];
  readonly ms: number;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

type Statement =
  | { readonly kind: 'echo'; readonly text: string; readonly type: 'OUT' | 'ERR' }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'status'; readonly code: number }
  | { readonly kind: 'exit'; readonly code: number | undefined }
  | { readonly kind: 'program'; readonly command: string };

/**
 * Runs `command` as far as this sandbox understands shells: `cd`, `echo` (also with `>&2`), `sleep`, `true`, `false` and
 * `exit`, one after the other with `&&`, `||`, `;` or a new line. Anything else is a program of the image, and its image
 * says what comes of it (`taskRun`).
 */
export function runShell(
  image: PulledImage,
  command: string,
  { environment, memoryMb }: { readonly environment: Readonly<Record<string, string>>; readonly memoryMb: number },
): ShellRun {
  const lines: { atMs: number; type: 'OUT' | 'ERR'; text: string }[] = [];
  let [ms, status] = [0, 0];
  const write = (type: 'OUT' | 'ERR', text: string) =>
    lines.push({ atMs: ms, type, text: expanded(text, environment) });

  for (const { after, text } of parted(command)) {
    if ((after === '&&' && status !== 0) || (after === '||' && status === 0)) continue;
    const statement = parsed(text);
    switch (statement.kind) {
      case 'echo':
        write(statement.type, statement.text);
        status = 0;
        break;
      case 'sleep':
        ms += statement.ms;
        status = 0;
        break;
      case 'status':
        status = statement.code;
        break;
      case 'exit':
        return { lines, ms, exitCode: statement.code ?? status, outOfMemory: false };
      case 'program': {
        const run = taskRun(image, statement.command);
        for (const line of run.log) write('OUT', line);
        ms += run.ms;
        for (const line of run.errorLog ?? []) write('ERR', line);
        if ((run.memoryMb ?? 0) > memoryMb) return { lines, ms, exitCode: 137, outOfMemory: true };
        status = run.exitCode;
      }
    }
  }
  return { lines, ms, exitCode: status, outOfMemory: false };
}

/** Whether a command starts the image's app: it names a program, after whatever the shell does by itself. */
export function startsProgram(command: string): boolean {
  for (const { text } of parted(command)) {
    const { kind } = parsed(text);
    if (kind === 'program') return true;
    if (kind === 'exit') return false;
  }
  return false;
}

/** The statements, each with the operator before it; those in quotes are no operators. */
function parted(command: string): { after: string; text: string }[] {
  const result: { after: string; text: string }[] = [];
  let [after, text] = [';', ''];
  const end = (operator: string) => {
    if (text.trim() !== '') result.push({ after, text: text.trim() });
    [after, text] = [operator, ''];
  };
  for (const [token] of command.matchAll(/'[^']*'|"[^"]*"|&&|\|\||[;\n]|[^'"&|;\n]+|./g)) {
    if (token === '&&' || token === '||') end(token);
    else if (token === ';' || token === '\n') end(';');
    else text += token;
  }
  end(';');
  return result;
}

function parsed(text: string): Statement {
  const seconds = /^sleep\s+(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (seconds !== undefined) return { kind: 'sleep', ms: Number(seconds) * 1000 };
  const exit = /^exit(?:\s+(\d{1,3}))?$/.exec(text);
  if (exit !== null) return { kind: 'exit', code: exit[1] === undefined ? undefined : Number(exit[1]) % 256 };
  if (text === 'true' || text === ':' || /^cd(\s+\S+)?$/.test(text)) return { kind: 'status', code: 0 };
  if (text === 'false') return { kind: 'status', code: 1 };
  const echo = /^echo(?:\s+(.*?))?(\s*1?>&2)?$/s.exec(text);
  if (echo !== null) {
    const words = (echo[1] ?? '').replace(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? '');
    return { kind: 'echo', text: words, type: echo[2] === undefined ? 'OUT' : 'ERR' };
  }
  return { kind: 'program', command: text };
}
