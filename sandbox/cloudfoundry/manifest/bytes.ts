const units: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** A size as manifests write it, in bytes; or what is wrong with it (CCNG, app_manifest/byte_converter.rb). */
export function readBytes(value: unknown): number | 'no number' | 'no unit' {
  const text = String(value).trim();
  if (!/^-?\d+(?:\.\d+)?/.test(text)) return 'no number';
  const [, number, unit] = /^(-?\d+(?:\.\d+)?)([KMGT])?B?$/i.exec(text) ?? [];
  if (number === undefined || !/[KMGTB]$/i.test(text)) return 'no unit';
  return Math.trunc(Number(number) * (units[(unit ?? 'B').toUpperCase()] ?? 1));
}

/** Whole MB; undefined: the size is not one. */
export function readMegabytes(value: unknown): number | undefined {
  if (isBlank(value)) return undefined;
  const bytes = readBytes(value);
  return typeof bytes === 'number' ? Math.trunc(bytes / (1024 * 1024)) : undefined;
}

/** What a message says of a size that is none; undefined: it is one, or absent. */
export function sizeProblem(name: string, value: unknown): string | undefined {
  if (isBlank(value)) return undefined;
  const bytes = readBytes(value);
  if (bytes === 'no number') return `${name} is not a number`;
  return bytes === 'no unit' ? `${name} must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB` : undefined;
}

/** With the largest unit that leaves a whole number. */
export function writeBytes(bytes: number): string {
  const fitting = Object.entries(units)
    .reverse()
    .find(([, size]) => bytes % size === 0);
  const [unit, size] = fitting ?? ['B', 1];
  return `${bytes / size}${unit}`;
}

/** Rails' `blank?`. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === false || (typeof value === 'string' && value.trim() === '');
}
