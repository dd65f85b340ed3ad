import { isAlias, isMap, isScalar, LineCounter, parseAllDocuments, type Range } from 'yaml';
import type { ManifestReading } from '../../inputs/manifest.ts';

/**
 * Reads a Procfile as `deis pull` and `drycc pull` do: a YAML map from process types to commands, all of them text
 * (deis/workflow-cli `cmd/builds.go`, `parseProcfile`). Commands are not quoted in what is told: any may hold a secret.
 * Pure.
 */
export function readProcfile(text: string): ManifestReading {
  const lines = new LineCounter();
  // The failsafe schema knows no numbers and no booleans: `web: 8080` is text, as in Go.
  const documents = parseAllDocuments(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const mistakes: string[] = [];
  const tell = (at: number | Range | null | undefined, message: string) => {
    const offset = typeof at === 'number' ? at : (at?.[0] ?? 0);
    mistakes.push(`line ${lines.linePos(offset).line}: ${message}`);
  };
  const [document, second] = Array.isArray(documents) ? documents : [];
  // The parser's own words may hold the text at which it stumbled.
  for (const { code, pos } of document?.errors ?? []) {
    tell(pos[0], `cannot be read as YAML (${code.toLowerCase().replaceAll('_', ' ')}) · ${quoteIt}`);
  }
  if (mistakes.length > 0) return { settings: {}, mistakes };
  if (second !== undefined) tell(second.range, 'a second document begins · keep one');
  const root = document?.contents;
  if (root === null || root === undefined)
    return { settings: {}, mistakes: ['is empty · a Procfile has a line for each process type: web: command'] };
  if (!isMap(root))
    return { settings: {}, mistakes: ['is no Procfile · it has a line for each process type: web: command'] };
  const processes = new Map<string, string>();
  for (const { key, value } of root.items) {
    const type = isScalar(key) ? String(key.value).trim() : '';
    const at = isScalar(key) ? key.range : root.range;
    if (isAlias(value)) tell(value.range, `${type} is an alias · write the command out`);
    else if (value !== null && !isScalar(value)) tell(at, `${type} is no command, but a list or a map · ${quoteIt}`);
    else if (type === '') tell(at, 'a process type without a name');
    else if (!isScalar(value) || String(value.value).trim() === '') tell(at, `${type} has no command`);
    else processes.set(type, String(value.value).trim());
  }
  return { settings: {}, manifest: { kind: 'procfile', processes }, mistakes };
}

const quoteIt = 'put a command that holds ": " or " #", or begins with a sign, in quotes';
