import { Unreadable } from '../../../inputs/readers.ts';
import { plain, type Tell, type Value } from './document.ts';

/** A map of a manifest while it is read: what nobody has asked for in the end is a key that is not known. */
export class Section {
  readonly line: number;
  /** For people: `web.env`. */
  readonly #place: string;
  readonly #tell: Tell;
  readonly #entries: ReadonlyMap<string, Value>;
  readonly #known = new Set<string>();

  /**
   * @param names `any`: keys as they are; `loose`: `disk_quota`, `disk-quota` and `diskQuota` are the same, as the server
   *   has it of apps and processes
   */
  constructor(value: Value | undefined, place: string, tell: Tell, names: 'any' | 'loose' = 'any') {
    this.line = value?.line ?? 1;
    this.#place = place;
    this.#tell = tell;
    const entries = value?.kind === 'map' ? [...value.entries] : [];
    if (value !== undefined && value.kind !== 'map') this.#tell(value.line, `${place} is no map of keys and values`);
    this.#entries = new Map(entries.map(([key, entry]) => [names === 'loose' ? dashed(key) : key, entry]));
    if (this.#entries.size < entries.length) this.#tell(this.line, `${place} has a key twice, in two spellings`);
  }

  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Undefined: it is not there. */
  value(key: string): Value | undefined {
    this.#known.add(key);
    return this.#entries.get(key);
  }

  wrong(key: string, message: string): void {
    this.#tell(this.#entries.get(key)?.line ?? this.line, `${this.#place}.${key} ${message}`);
  }

  section(key: string, names: 'any' | 'loose' = 'any'): Section | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : new Section(value, `${this.#place}.${key}`, this.#tell, names);
  }

  items(key: string): readonly Value[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (value.kind === 'list') return value.items;
    this.wrong(key, 'is no list');
    return [];
  }

  /** One of a list, which may be a map. */
  itemOf(key: string, value: Value, name: string, names: 'any' | 'loose' = 'any'): Section {
    return new Section(value, `${this.#place}.${key}.${name}`, this.#tell, names);
  }

  /** @param read throws `Unreadable` */
  read<T>(key: string, read: (text: string) => T): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (value.kind !== 'scalar' || value.value === null) {
      this.wrong(key, 'has no value');
      return undefined;
    }
    try {
      return read(String(value.value));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.wrong(key, error.message);
      return undefined;
    }
  }

  text(key: string): string | undefined {
    return this.read(key, (text) => text);
  }

  whole(key: string, least: number): number | undefined {
    return this.read(key, (text) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      if (number < least) throw new Unreadable(`"${text}" · write a whole number from ${least} up`);
      return number;
    });
  }

  isTrue(key: string): boolean {
    const value = this.value(key);
    if (value === undefined) return false;
    if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
    this.wrong(key, 'is neither true nor false');
    return false;
  }

  /** Texts by name. Null where there is none. Values are not told. */
  texts(key: string): ReadonlyMap<string, string | null> | undefined {
    const section = this.section(key);
    if (section === undefined) return undefined;
    const texts = new Map<string, string | null>();
    for (const name of section.keys()) {
      const value = section.value(name);
      if (value?.kind !== 'scalar') section.wrong(name, 'is no text');
      else if (!value.asWritten)
        section.wrong(name, 'is read as a number or a switch, not as it is written · put it in quotes');
      else texts.set(name, value.value === null ? null : String(value.value));
    }
    return texts;
  }

  /** A key that belongs to something else. */
  refuse(key: string, why: string): void {
    if (this.value(key) !== undefined) this.wrong(key, why);
  }

  /** The keys that are there, as they were written for the server. */
  pick(keys: readonly string[]): Record<string, unknown> {
    const found = keys.filter((key) => this.value(key) !== undefined);
    return Object.fromEntries(found.map((key) => [key, plain(this.#entries.get(key) as Value)]));
  }

  /** To be called last. */
  refuseUnknown(): void {
    for (const key of this.keys()) if (!this.#known.has(key)) this.wrong(key, 'is not known');
  }
}

/** cloud_controller_ng `app_manifest_message.rb`, underscore_keys: here with dashes, as the documents have most of them. */
function dashed(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
