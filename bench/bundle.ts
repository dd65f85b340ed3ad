import { statSync } from 'node:fs';
import type { Figure } from './table.ts';

/** Bytes of what a runner downloads and starts. */
export function benchBundle(): readonly Figure[] {
  const size = (name: string) => statSync(new URL(`../dist/${name}`, import.meta.url)).size;
  return [
    { name: 'dist/index.js', value: size('index.js'), unit: 'bytes', budget: 250_000, strict: true },
    { name: 'dist/post.js', value: size('post.js'), unit: 'bytes', budget: 250_000, strict: true },
  ];
}
