import { ActionError } from '../errors.ts';
import { type InputName, inputDefinitions } from './definitions.ts';
import { readChoice, Unreadable } from './readers.ts';
import type { Mistake } from './request.ts';

/** The `with:` block of a step while it is read: values on the one side, mistakes on the other, so that all are told at once. */
export class Form {
  readonly mistakes: Mistake[] = [];
  readonly #input: (name: InputName) => string;

  /** @param input value of an input, trimmed; `''` when it was not given */
  constructor(input: (name: InputName) => string) {
    this.#input = input;
  }

  /** An input given as an empty expression counts as not given: the default holds. */
  text(name: InputName): string {
    const given = this.#input(name);
    if (given !== '') return given;
    const definition = inputDefinitions.find((candidate) => candidate.name === name);
    return definition !== undefined && 'default' in definition ? definition.default : '';
  }

  asIs(name: InputName): string | undefined {
    return this.text(name) || undefined;
  }

  /** Undefined: it was not given, or is a mistake. */
  read<T>(name: InputName, reader: (text: string) => T): T | undefined {
    const value = this.text(name);
    if (value === '') return undefined;
    try {
      return reader(value);
    } catch (error) {
      if (error instanceof Unreadable) this.mistake(name, error.message);
      else if (error instanceof ActionError) {
        this.mistake(name, error.hint === undefined ? error.message : `${error.message} · ${error.hint}`);
      } else throw error;
      return undefined;
    }
  }

  required<T>(name: InputName, reader: (text: string) => T): T | undefined {
    if (this.text(name) === '') this.mistake(name, 'is required, but empty');
    return this.read(name, reader);
  }

  /** The first choice stands in for a mistake. */
  choice<const T extends string>(name: InputName, choices: readonly [T, ...T[]]): T {
    return this.read(name, (value) => readChoice(value, choices)) ?? choices[0];
  }

  mistake(input: InputName, message: string): void {
    this.mistakes.push({ input, message });
  }
}

/** The object without the keys whose value is undefined. */
export function optional<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
