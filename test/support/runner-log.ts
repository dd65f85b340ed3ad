/** An annotation as GitHub shows it. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string | undefined;
  readonly message: string;
}

export interface ReadLog {
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly complaints: readonly string[];
  /** Applies the masks that hold at the end of the step. */
  mask(text: string): string;
}

const knownCommands = new Set([
  'add-mask',
  'debug',
  'notice',
  'warning',
  'error',
  'group',
  'endgroup',
  'echo',
  'add-matcher',
  'remove-matcher',
  'stop-commands',
  'set-output',
  'save-state',
  'set-env',
  'add-path',
]);
const annotationLimit = 4_096;
const lineLimit = 1_024;

/** Reads a step's raw output as the runner does (actions/runner, `ActionCommandManager.cs`, `SecretMasker`). */
export function readLog(raw: string): ReadLog {
  const annotations: Annotation[] = [];
  const complaints: string[] = [];
  const shown: string[] = [];
  const masks = new Set<string>();
  let stoppedBy: string | undefined;

  const mask = (text: string): string =>
    [...masks].sort((a, b) => b.length - a.length).reduce((masked, value) => masked.replaceAll(value, '***'), text);

  // .NET's ReadLine ends a line at a lone CR as well.
  for (const line of raw.split(/\r\n|\r|\n/)) {
    const command = parseCommand(line);
    if (stoppedBy !== undefined) {
      if (command?.name === stoppedBy) stoppedBy = undefined;
      else shown.push(mask(line));
      continue;
    }
    if (command === undefined || !knownCommands.has(command.name)) {
      if (line.length > lineLimit) complaints.push(`a line of ${line.length} characters`);
      shown.push(mask(line));
      continue;
    }
    switch (command.name) {
      case 'add-mask':
        for (const value of [command.data, ...command.data.split(/\r?\n/)]) {
          for (const form of runnerForms(value.trim())) masks.add(form);
        }
        break;
      case 'stop-commands':
        stoppedBy = command.data.toLowerCase();
        break;
      case 'error':
      case 'warning':
      case 'notice': {
        const message = mask(command.data);
        if (message.length > annotationLimit) complaints.push('an annotation of more than 4,096 characters');
        annotations.push({ level: command.name, title: command.properties['title'], message });
        shown.push(`${command.name}: ${message}`);
        break;
      }
      case 'group':
        shown.push(mask(command.data));
        break;
      case 'endgroup':
      case 'debug':
        break;
      default:
        complaints.push(`the command ${command.name} took effect`);
    }
  }
  for (const level of ['error', 'warning', 'notice']) {
    const count = annotations.filter((annotation) => annotation.level === level).length;
    if (count > 10) complaints.push(`${count} annotations of level ${level}`);
  }
  if (stoppedBy !== undefined) complaints.push('commands were stopped and never resumed');
  return { log: shown.map((line) => line.replace(/\u001b\[[0-9;]*m/g, '')).join('\n'), annotations, complaints, mask };
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

function parseCommand(line: string): Command | undefined {
  const modern = /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/s.exec(line);
  const legacy = /##\[([^\s\]]+)(?:\s+([^\]]*))?\](.*)$/s.exec(line);
  const [, name, properties = '', data = ''] = modern ?? legacy ?? [];
  if (name === undefined) return undefined;
  const lower = name.toLowerCase();
  // Any name is read here: the end of a stop-commands block is a command named by its token.
  return {
    name: lower,
    data: unescapeData(data),
    properties: Object.fromEntries(
      properties
        .split(modern === null ? ';' : ',')
        .filter((pair) => pair.includes('='))
        .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), unescapeProperty(pair.slice(pair.indexOf('=') + 1))]),
    ),
  };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/** The forms that the runner derives by itself from one masked value. */
function runnerForms(value: string): readonly string[] {
  if (value === '') return [];
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2]
    .map((skip) => bytes.subarray(skip).toString('base64').replace(/=+$/, ''))
    .filter((form) => form.length > 4);
  return [value, ...base64, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
}
