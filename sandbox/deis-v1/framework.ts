import { detail, leftOut, Refusal } from '../controller/answers.ts';
import { type Body, isObject, type JsonObject } from '../controller/body.ts';
import { pythonJsonComplaint } from '../controller/python-json.ts';
import type { Exchange, Reply } from '../server.ts';

/** Django 1.6 and Django REST framework 3.0.5 under Python 2, where they differ from what later controllers run on. */

/** The page of Django's own for a path that no pattern fits. */
export function notFoundPage(path: string): Reply {
  const page = `<h1>Not Found</h1><p>The requested URL ${escaped(path)} was not found on this server.</p>`;
  return { status: 404, headers: { 'content-type': 'text/html' }, body: page };
}

/** An exception that nobody caught. */
export function serverError(): Refusal {
  return new Refusal({ status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Server Error (500)</h1>' });
}

/** What nginx says when gunicorn's worker is gone. */
export const badGateway: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body bgcolor="white">\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.9.6</center>\r\n</body>\r\n</html>\r\n',
};

export function missing(): Refusal {
  return detail(404, 'Not found');
}

export function methodNotAllowed(method: string): Refusal {
  return detail(405, `Method '${method}' not allowed.`);
}

/** Reads the body by its content type. Throws 415 and 400. */
export function readBody(exchange: Exchange): Body {
  if (exchange.body.length === 0) return { kind: 'json', value: {} };
  const written = exchange.headers['content-type'] ?? '';
  const type = (written.split(';')[0] ?? '').trim().toLowerCase();
  const text = exchange.body.toString('utf8');
  if (type === 'application/x-www-form-urlencoded') {
    return { kind: 'form', value: Object.fromEntries(new URLSearchParams(text)) };
  }
  if (type === 'multipart/form-data') throw leftOut('multipart forms');
  if (type !== 'application/json') throw detail(415, `Unsupported media type '${written}' in request.`);
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    // Python 2 has other words than Python 3, which the sandbox knows for this one case.
    if (!pythonJsonComplaint(text).startsWith('Expecting value'))
      throw leftOut('Python 2’s words for this broken JSON');
    throw detail(400, 'JSON parse error - No JSON object could be decoded');
  }
}

/** The body as the serializer wants it. */
export function dictionary(body: Body): JsonObject {
  if (body.kind === 'form') throw leftOut('forms here');
  if (isObject(body.value)) return body.value;
  if (body.value === null) throw leftOut('null as a body');
  const complaint = `Invalid data. Expected a dictionary, but got ${typeName(body.value)}.`;
  throw new Refusal({ status: 400, body: { non_field_errors: [complaint] } });
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'unicode';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
}

/** The body of a POST below an app: the views write into it, so anything but a JSON object ends as 500. */
export function writable(body: Body): JsonObject {
  if (body.kind === 'form' || !isObject(body.value)) throw serverError();
  return body.value;
}

/** `unicode(value)` of something that came from JSON. */
export function unicode(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  throw leftOut('lists and objects as texts');
}

/** Collects what is wrong with the fields of one request, and says it all at once. */
export class Fields {
  readonly #body: JsonObject;
  readonly #errors: Record<string, string[]> = {};

  constructor(body: JsonObject) {
    this.#body = body;
  }

  complain(field: string, message: string): void {
    this.#errors[field] = [...(this.#errors[field] ?? []), message];
  }

  /**
   * A text, by `validators` that return their complaint. `''` when it was refused, undefined when it was not given and
   * need not be.
   */
  text(
    field: string,
    options: { readonly optional?: true; readonly blank?: true; readonly longest?: number } = {},
    validators: readonly ((value: string) => string | undefined)[] = [],
  ): string | undefined {
    const value = this.#body[field];
    if (value === undefined) {
      if (options.optional === true) return undefined;
      this.complain(field, 'This field is required.');
    } else if (value === null) this.complain(field, 'This field may not be null.');
    else if (value === '') {
      if (options.blank !== true) this.complain(field, 'This field may not be blank.');
    } else {
      const text = unicode(value);
      const complaints = validators.map((validator) => validator(text)).filter((complaint) => complaint !== undefined);
      if (options.longest !== undefined && text.length > options.longest) {
        complaints.push(`Ensure this field has no more than ${options.longest} characters.`);
      }
      for (const complaint of complaints) this.complain(field, complaint);
      return complaints.length === 0 ? text : '';
    }
    return '';
  }

  /** Throws the 400 with every complaint, if there is one. */
  done(): void {
    if (Object.keys(this.#errors).length > 0) throw new Refusal({ status: 400, body: this.#errors });
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
