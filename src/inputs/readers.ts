import { type ImagePlatform, normalPlatform } from '../image/platform.ts';
import { type RuleCode, ruleCodes } from '../image/rule-codes.ts';
import type { HealthCheck, StatusRange } from './request.ts';

/**
 * Readers of single input values. The toolkit's own are not used: they refuse an empty boolean, keep blank lines of a
 * list and know neither durations nor sizes. Each throws `Unreadable` with what to write instead.
 */

/** What is wrong with one value, and what would be right: `write a number with a unit: 90s, 10m, 1h`. */
export class Unreadable extends Error {}

/** `true` or `false`, in any case; `yes`/`no`, `on`/`off` are refused, since YAML already turned them into booleans. */
export function readBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw new Unreadable(`"${text}" · write true or false`);
}

/** One of `choices`, in any case. */
export function readChoice<const T extends string>(text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text.trim().toLowerCase());
  if (found === undefined) throw new Unreadable(`"${text}" · write ${oneOf(choices)}`);
  return found;
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** One entry a line; blank lines and lines that begin with `#` are no entries. */
export function readLines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Names, one a line: they may hold spaces. */
export function readNames(text: string): readonly string[] {
  const names = readLines(text);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Unreadable(`${twice} is there twice`);
  return names;
}

/** Entries separated by white space, commas or line ends; `#` comments as in `readLines`. */
export function readList(text: string): readonly string[] {
  return readLines(text).flatMap((line) => line.split(/[\s,]+/).filter((entry) => entry !== ''));
}

/** `KEY=VALUE`, one a line. Labels are for all to see, so what is wrong is told. */
export function readLabels(text: string): ReadonlyMap<string, string> {
  const labels = readLines(text).map((line) => {
    const [, key, value = ''] = /^([^\s=]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) throw new Unreadable(`"${line}" · write KEY=VALUE, one a line`);
    return [key, value] as const;
  });
  const twice = labels.find(([key], at) => labels.findIndex(([other]) => other === key) < at);
  if (twice !== undefined) throw new Unreadable(`${twice[0]} is there twice`);
  return new Map(labels);
}

const durationUnitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `90s`, `10m`, `1h`, `1h30m`. In milliseconds; at least one second, at most a day. */
export function readDuration(text: string): number {
  const parts = [...text.trim().matchAll(/(\d+)(ms|s|m|h)/g)];
  const whole = parts.map((part) => part[0]).join('');
  if (parts.length === 0 || whole !== text.trim()) {
    throw new Unreadable(`"${text}" · write a number with a unit: 90s, 10m, 1h`);
  }
  const total = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * durationUnitMs[unit as keyof typeof durationUnitMs],
    0,
  );
  if (total < 1_000 || total > 24 * 3_600_000) throw new Unreadable(`"${text}" · write something between 1s and 24h`);
  return total;
}

/** The same, in whole seconds. */
export function readSeconds(text: string): number {
  const ms = readDuration(text);
  if (ms % 1_000 !== 0) throw new Unreadable(`"${text}" · write whole seconds: 90s, 2m`);
  return ms / 1_000;
}

const sizeUnitMb = { M: 1, G: 1_024, T: 1_048_576 } as const;

/** `512M`, `1G`, `1.5GB`, `2 GiB`: powers of 1,024, as Cloud Foundry and Kubernetes quotas count. In MB. */
export function readSizeMb(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([MGT])(?:i?B)?\s*$/i.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new Unreadable(`"${text}" · write a number with a unit: 512M, 1G`);
  }
  const size = Number(amount) * sizeUnitMb[unit.toUpperCase() as keyof typeof sizeUnitMb];
  if (!Number.isSafeInteger(size) || size < 1) throw new Unreadable(`"${text}" · write a whole number of megabytes`);
  return size;
}

/** A whole number from 1 up. */
export function readCount(text: string): number {
  const count = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new Unreadable(`"${text}" · write a whole number from 1 up`);
  return count;
}

/** A TCP port, 1 to 65535. */
export function readPort(text: string): number {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Unreadable(`"${text}" · write a port between 1 and 65535`);
  return port;
}

/**
 * `3`, or `web=3 worker=1`: wanted instances per process type. The key `''` stands for the platform's main type.
 */
export function readInstances(text: string): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  for (const entry of readList(text)) {
    const [, type = '', count] = /^(?:([A-Za-z0-9][A-Za-z0-9_.-]*)=)?(\d{1,5})$/.exec(entry) ?? [];
    if (count === undefined) throw new Unreadable(`"${entry}" · write 3, or web=3 worker=1`);
    if (wanted.has(type)) throw new Unreadable(`${type === '' ? 'a bare number' : type} is there twice`);
    wanted.set(type, Number(count));
  }
  if (wanted.size === 0) throw new Unreadable(`"${text}" · write 3, or web=3 worker=1`);
  if (wanted.size > 1 && wanted.has(''))
    throw new Unreadable(`"${text}" · write 3, or name every type: web=3 worker=1`);
  return wanted;
}

/** `10 50`: shares in percent, each greater than the one before; 1 to 100. */
export function readShares(text: string): readonly number[] {
  const shares = readList(text).map((entry) => (/^\d{1,3}%?$/.test(entry) ? Number.parseInt(entry, 10) : 0));
  const ascending = shares.every((share, at) => share > (shares[at - 1] ?? 0) && share <= 100);
  if (shares.length === 0 || !ascending) throw new Unreadable(`"${text}" · write percentages that grow: 10 50`);
  return shares;
}

/** `200`, `200 204`, `200-399`: status codes that count. */
export function readStatuses(text: string): readonly StatusRange[] {
  const ranges = readList(text).map((entry) => {
    // 1xx is never the last word of an answer (RFC 9110, 15.2).
    const [, from = '', to = from] = /^([2-5]\d\d)(?:-([2-5]\d\d))?$/.exec(entry) ?? [];
    if (from === '' || Number(to) < Number(from)) {
      throw new Unreadable(`"${entry}" · write status codes or a range of them: 200, 200-299`);
    }
    return { from: Number(from), to: Number(to) };
  });
  if (ranges.length === 0) throw new Unreadable(`"${text}" · write status codes or a range of them: 200, 200-299`);
  return ranges;
}

/** `port`, `process` or `http /path`. A path has no white space in it, and does not begin with two slashes. */
export function readHealthCheck(text: string): HealthCheck {
  const [, word = '', path] = /^\s*(\S+)(?:\s+(\S+))?\s*$/.exec(text) ?? [];
  const type = word.toLowerCase();
  if ((type === 'port' || type === 'process') && path === undefined) return { type };
  if (type === 'http' && path !== undefined && /^\/(?!\/)/.test(path)) return { type, path };
  throw new Unreadable(`"${text}" · write port, process, or http and a path: http /healthz`);
}

/** `linux/amd64`, `linux/arm/v7`, normalised. */
export function readImagePlatform(text: string): ImagePlatform {
  const [, os, architecture, variant] = /^\s*([a-z0-9]+)\/([a-z0-9_-]+)(?:\/(v\d+))?\s*$/i.exec(text) ?? [];
  if (os === undefined || architecture === undefined) {
    throw new Unreadable(`"${text}" · write an operating system and an architecture: linux/amd64, linux/arm64`);
  }
  return normalPlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

/** `enforce`, or `warn -OLD_IMAGE -STALE_BASE`: how strict, and the checks to leave out. */
export function readImageChecks(text: string): {
  readonly imageChecks: 'enforce' | 'warn' | 'off';
  readonly ignoredChecks: ReadonlySet<RuleCode>;
} {
  const modes: string[] = [];
  const ignoredChecks = new Set<RuleCode>();
  for (const word of readList(text)) {
    if (!word.startsWith('-')) {
      modes.push(word);
      continue;
    }
    const code = ruleCodes.find((known) => known === word.slice(1).toUpperCase().replaceAll('-', '_'));
    if (code === undefined) throw new Unreadable(`"${word}" · no check has that code, see docs/image-checks.md`);
    ignoredChecks.add(code);
  }
  if (modes.length > 1) throw new Unreadable(`"${text}" · write one of enforce, warn and off, then codes with a minus`);
  return { imageChecks: readChoice(modes[0] ?? 'enforce', ['enforce', 'warn', 'off']), ignoredChecks };
}
