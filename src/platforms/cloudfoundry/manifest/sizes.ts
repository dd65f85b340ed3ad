import { Unreadable } from '../../../inputs/readers.ts';

const unitBytes = { B: 1, K: 1_024, M: 1_024 ** 2, G: 1_024 ** 3, T: 1_024 ** 4 } as const;

/** `512M`, `1GB`: powers of 1,024, as cloud_controller_ng's `byte_converter.rb` counts. Whole megabytes. */
export function readMegabytes(text: string): number {
  const size = bytesIn(text) / unitBytes.M;
  if (!Number.isSafeInteger(size) || size < 1) throw new Unreadable(`"${text}" · write whole megabytes: 512M, 1G`);
  return size;
}

/** `16K` a second, `0`, or -1 for as much as it likes. Bytes. */
export function readLogRate(text: string): number {
  if (/^(?:-1|0)$/.test(text)) return Number(text);
  const rate = bytesIn(text);
  if (!Number.isSafeInteger(rate)) throw new Unreadable(`"${text}" · write whole bytes with a unit: 16K, 1M; or -1`);
  return rate;
}

function bytesIn(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([BKMGT])B?\s*$/i.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new Unreadable(`"${text}" · write a number with a unit, such as 512M or 1G`);
  }
  return Number(amount) * unitBytes[unit.toUpperCase() as keyof typeof unitBytes];
}
