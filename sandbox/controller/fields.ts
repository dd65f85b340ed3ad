import { invalid } from './answers.ts';
import type { JsonObject } from './body.ts';
import { type Schema, schemaComplaint } from './json-schema.ts';
import { pythonStr } from './python.ts';

/** Collects what is wrong with the fields of one request, and says it all at once, as the serializers do. */
export class Fields {
  readonly #body: JsonObject;
  readonly #errors: Record<string, string[]> = {};

  constructor(body: JsonObject) {
    this.#body = body;
  }

  complain(field: string, message: string): void {
    this.#errors[field] = [...(this.#errors[field] ?? []), message];
  }

  /** A required text that is not blank; numbers become text. `''` when it was refused. */
  text(field: string): string {
    const value = this.#body[field];
    if (value === undefined) this.complain(field, 'This field is required.');
    else if (value === null) this.complain(field, 'This field may not be null.');
    else if (typeof value !== 'string' && typeof value !== 'number') this.complain(field, 'Not a valid string.');
    else {
      const text = pythonStr(value).trim();
      if (text !== '') return text;
      this.complain(field, 'This field may not be blank.');
    }
    return '';
  }

  /** A switch; undefined: not given, or null. */
  flag(field: string): boolean | undefined {
    const value = this.#body[field];
    if (value === undefined || value === null) return undefined;
    if ([true, 'true', 'True', 'TRUE', 't', 'T', 'y', 'Y', 'yes', 'on', '1', 1].some((yes) => yes === value)) {
      return true;
    }
    if ([false, 'false', 'False', 'FALSE', 'f', 'F', 'n', 'N', 'no', 'off', '0', 0].some((no) => no === value)) {
      return false;
    }
    this.complain(field, 'Must be a valid boolean.');
    return undefined;
  }

  /** A required list that its schema takes. Empty when it was refused. */
  list(field: string, schema: Schema): readonly unknown[] {
    const value = this.#body[field];
    if (value === undefined) this.complain(field, 'This field is required.');
    else if (value === null) this.complain(field, 'This field may not be null.');
    else {
      const complaint = schemaComplaint(value, schema);
      if (complaint === undefined) return value as readonly unknown[];
      this.complain(field, `could not validate ${pythonStr(value)}: ${complaint}`);
    }
    return [];
  }

  /** Throws the 400 with every complaint, if there is one. */
  done(): void {
    if (Object.keys(this.#errors).length > 0) throw invalid(this.#errors);
  }
}
