import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Scalar } from 'yaml';

/** A value in a manifest, and where it stands. */
export type Value =
  | { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, Value> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Value[] }
  | {
      readonly kind: 'scalar';
      readonly line: number;
      readonly value: string | number | boolean | null;
      /** Whether it is what it looks like: not so `1.10`, which is the number 1.1, or `no`, which is false. */
      readonly asWritten: boolean;
    };

/** What is wrong, and where. Values are not quoted: any may be a secret. */
export type Tell = (line: number, message: string) => void;

/**
 * A manifest as Cloud Foundry's Psych reads it (YAML 1.1). What the server refuses or reads in another way than it is
 * written is told: aliases, tags, dates, several documents, keys that are there twice.
 *
 * @returns undefined when it cannot be read; `tell` has said why
 */
export function parseManifest(text: string, tell: Tell): Value | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { version: '1.1', merge: false, lineCounter: lines, prettyErrors: false });
  const lineOf = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line;
  if (!Array.isArray(documents)) {
    tell(1, 'is empty');
    return undefined;
  }
  const [document, second] = documents;
  for (const error of document?.errors ?? []) {
    // The parser's own words may hold the text at which it stumbled.
    tell(lines.linePos(error.pos[0]).line, `cannot be read as YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`);
  }
  if (document === undefined) tell(1, 'is empty');
  if (document === undefined || document.errors.length > 0) return undefined;
  if (second !== undefined) tell(lineOf(second.contents), 'a second document begins · keep one');
  return read(document.contents, { tell, lineOf });
}

interface Reading {
  readonly tell: Tell;
  lineOf(node: Node | null | undefined): number;
}

function read(node: unknown, reading: Reading): Value {
  const { tell, lineOf } = reading;
  if (isAlias(node)) {
    tell(lineOf(node), 'an alias · Cloud Foundry takes no anchors and aliases: write it out');
    return nothing(lineOf(node));
  }
  if (isMap(node) || isSeq(node) || isScalar(node)) {
    const line = lineOf(node);
    if (node.anchor !== undefined) tell(line, 'an anchor · Cloud Foundry takes no anchors and aliases: write it out');
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) tell(line, 'a tag · leave it out');
    if (isMap(node)) return mapOf(node.items, line, reading);
    if (isSeq(node)) return { kind: 'list', line, items: node.items.map((item) => read(item, reading)) };
    return scalarOf(node, line, tell);
  }
  return nothing(1);
}

function mapOf(
  items: readonly { readonly key: unknown; readonly value: unknown }[],
  line: number,
  reading: Reading,
): Value {
  const entries = new Map<string, Value>();
  for (const { key, value } of items) {
    const at = isScalar(key) ? reading.lineOf(key) : line;
    if (!isScalar(key) || typeof key.value === 'object') {
      reading.tell(at, 'a key that is no text');
      continue;
    }
    // `on: 1` has the key true in YAML 1.1.
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    if (name === '<<') reading.tell(at, 'a merge key · Cloud Foundry takes no anchors and aliases: write it out');
    else entries.set(name, value === null ? nothing(at) : read(value, reading));
  }
  return { kind: 'map', line, entries };
}

function scalarOf(node: Scalar, line: number, tell: Tell): Value {
  const { value, source = '' } = node;
  if (typeof value === 'string') {
    const name = /\(\(([^()\s]+)\)\)/.exec(value)?.[1];
    if (name !== undefined) {
      tell(
        line,
        `the variable ((${name})) · nothing is filled in here, as cf push --vars-file does: give it by an input`,
      );
    }
    return { kind: 'scalar', line, value, asWritten: true };
  }
  if (value === null || value === undefined) return nothing(line);
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', line, value, asWritten: String(value) === source };
  }
  tell(line, 'a date, or a number that is too large · put it in quotes');
  return nothing(line);
}

function nothing(line: number): Value {
  return { kind: 'scalar', line, value: null, asWritten: true };
}

/** As JSON has it. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    case 'list':
      return value.items.map(plain);
    case 'scalar':
      return value.value;
  }
}
