import { readdirSync, statSync } from 'node:fs';
import type { Figure } from './table.ts';

/** Bytes of what a runner downloads and starts. */
export function benchBundle(): readonly Figure[] {
  const folder = new URL('../dist/', import.meta.url);
  const size = (name: string) => statSync(new URL(name, folder)).size;
  const all = readdirSync(folder).reduce((sum, name) => sum + size(name), 0);
  return [
    { name: 'dist/main.js', value: size('main.js'), unit: 'bytes', budget: 250_000, strict: true },
    { name: 'dist', value: all, unit: 'bytes' },
  ];
}
