// src → build (tsc) → dist: dist/main.js and its chunks are the program (ncc), dist/index.js, post.js, … start it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';

/** What the action.yml files name: modules of one call each. All of them share the program, so that it is there once. */
const entries = ['index', 'post', 'task', 'rollback'];

const root = new URL('..', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

for (const folder of ['build', 'dist']) rmSync(path(folder), { recursive: true, force: true });
// tsc first: ncc's own TypeScript loader does not know TypeScript 7.
const tsc = spawnSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
writeFileSync(path('build/package.json'), '{ "type": "module" }\n');

// What inputs mean is for the action.yml files to say. The program gets their table without it: 12 KB that each run would
// have to read.
const inputs = path('build/inputs/definitions.js');
const { inputDefinitions } = await import(inputs);
const table = inputDefinitions.map(({ name, default: fallback, secret }) => ({ name, default: fallback, secret }));
writeFileSync(inputs, `export const inputDefinitions = ${JSON.stringify(table, null, 2)};\n`);

// Importing these packages does nothing by itself, which their package.json does not say. Said here, in copies that the
// bundler finds first, what core merely re-exports (exec, io, summary) stays out of the bundle: a quarter of it.
for (const name of ['core', 'exec', 'io']) {
  const copy = path(`build/node_modules/@actions/${name}`);
  cpSync(path(`node_modules/@actions/${name}`), copy, { recursive: true });
  const manifest = JSON.parse(readFileSync(`${copy}/package.json`, 'utf8'));
  writeFileSync(`${copy}/package.json`, JSON.stringify({ ...manifest, sideEffects: false }));
}

const { code, assets } = await ncc(path('build/main.js'), {
  cache: false,
  minify: false,
  sourceMap: false,
  quiet: true,
  filename: 'main.js',
  // A file for each chunk that holds a package: of one name for all of them, the last would overwrite the others.
  license: '[id].licenses.txt',
  // http-client needs undici for one thing only, a dispatcher for octokit that this action never asks for (its own
  // proxy support is another package). Left in, undici is 88 % of the bundle and doubles its start-up time. Any
  // module without a `ProxyAgent` will do in its place.
  externals: { undici: 'node:events' },
});

mkdirSync(path('dist'));
writeFileSync(path('dist/main.js'), code);
const licenses = [];
for (const [name, { source }] of Object.entries(assets).sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (name.endsWith('.licenses.txt')) licenses.push(String(source).trim());
  else writeFileSync(path(`dist/${name}`), source);
}
writeFileSync(path('dist/licenses.txt'), `${licenses.join('\n\n')}\n`);
for (const entry of entries) cpSync(path(`build/${entry}.js`), path(`dist/${entry}.js`));
console.log(`dist/main.js  ${readFileSync(path('dist/main.js')).length} bytes`);
