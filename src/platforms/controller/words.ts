import { asArray, asObject, parseJson, textAt } from '../../http/json.ts';

/**
 * What a controller said, from any of its body forms. Order: a bare JSON string (v2's 404), `detail`, `error.message`
 * (Drycc's 404 and 500), an `error` string, a list, a map of fields, the title of an HTML page, the body as it is.
 * Not shortened here: what is cut before it is redacted can keep half a credential. The report shortens.
 */
export function wordsOf(body: string): string {
  const json = parseJson(body);
  const words = json === undefined ? undefined : wordsOfJson(json);
  return plainLines(words ?? titleOf(body) ?? body).trim();
}

function wordsOfJson(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (Array.isArray(json)) return sentences(json);
  const object = asObject(json);
  if (object === undefined) return undefined;
  const known = textAt(object, 'detail') ?? textAt(object, 'error', 'message') ?? textAt(object, 'error');
  if (known !== undefined) return known;
  const fields = Object.entries(object)
    .map(([field, value]) => [field, typeof value === 'string' ? value : sentences(asArray(value))] as const)
    .filter(([, text]) => text !== undefined)
    .map(([field, text]) => (field === 'non_field_errors' || field === 'detail' ? `${text}` : `${field}: ${text}`));
  return fields.length > 0 ? fields.join('; ') : undefined;
}

function sentences(list: readonly unknown[]): string | undefined {
  const texts = list.filter((entry): entry is string => typeof entry === 'string');
  return texts.length > 0 ? texts.join(' ') : undefined;
}

function titleOf(body: string): string | undefined {
  return /<title[^>]*>\s*([^<]{1,300}?)\s*<\/title>/i.exec(body)?.[1];
}

/** Controllers write a line end as a line end or as the two characters `\n`. */
function plainLines(text: string): string {
  return text.replace(/\\r\\n|\\n|\r\n?/g, '\n');
}

/** A failed deploy in a controller's words, taken apart. */
export interface DeployFailure {
  /** The innermost reason: `manifest for registry.example.com/org/img:2 not found`. */
  readonly cause: string;
  /** The release that the controller said it goes back to: `v3`. */
  readonly backTo?: string;
  /** `web-cmd`: the Kubernetes Deployment that did not come up. */
  readonly deployment?: string;
}

/**
 * Reads texts like
 * `(app::deploy): There was a problem deploying v4. Rolling back process types to release v3.\nThere was a problem while
 * deploying v4 of web-cmd. Additional information:\nReadiness probe failed: …` (deis/controller, app.deploy).
 * A text in another form is its own cause.
 */
export function deployFailure(text: string): DeployFailure {
  const lines = plainLines(text)
    .trim()
    .replace(/^(?:[A-Z]\w*(?:Exception|Error|Unavailable): )/, '')
    .replace(/^(?:\((?:app::)?\w+\): )+/, '');
  const backTo = /Rolling back (?:process types )?to release (v\d+)/.exec(lines)?.[1];
  const deployment = /problem while deploying v\d+ of ([a-z0-9-]+)/.exec(lines)?.[1];
  const last = lines.split(/Additional information:\s*/).at(-1) ?? lines;
  const inner = last.replace(/^There was a problem deploying v\d+\. Rolling back[^\n]*\n?/, '').trim() || lines;
  const cause = firstOfTuple(inner).replace(/rpc error: code = \w+ desc = /g, '');
  return {
    cause,
    ...(backTo === undefined ? {} : { backTo }),
    ...(deployment === undefined ? {} : { deployment }),
  };
}

/** `('failed to update …', 'web-cmd')`, a printed Python tuple → its first text. */
function firstOfTuple(text: string): string {
  const found = /^\((['"])(.*?)\1, /s.exec(text);
  return found?.[2]?.trim() ?? text;
}

/** What a validator says of a value without the value itself, at the end of its sentence (python-jsonschema). */
const complaint =
  /(?:'[\w.-]+' is a required property|is not valid under any of the given schemas|is not of type '\w+'|does not match '[^']*'|is too (?:short|long)|Additional properties are not allowed)$/;

/**
 * Without what was sent: the controllers quote it when it has another form than they want, values of variables and all
 * (`could not validate [{'name': …}]: … is not of type 'array'`).
 */
export function withoutQuotes(words: string): string {
  return words.replace(/could not validate [\s\S]*/, (quoted) => {
    const said = complaint.exec(quoted.trim())?.[0];
    return said === undefined ? 'could not validate what was sent' : `could not validate what was sent: ${said}`;
  });
}

/** A build or config was refused because an earlier deploy still runs (deis/controller#898; Drycc: "executing pipeline"). */
export function saysBusy(words: string): boolean {
  return /already in progress|executing pipeline/i.test(words);
}

/** `409 admin changed nothing - release stopped`: the settings are as asked for. */
export function saysUnchanged(words: string): boolean {
  return /changed nothing/i.test(words);
}
