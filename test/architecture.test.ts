import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The import rules of docs/architecture.md. */

const src = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  /** Path below src. */
  readonly from: string;
  /** Path below src (`../sandbox/…` when outside), or the package's name. */
  readonly to: string;
  readonly text: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const sources = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));
const imports: Import[] = [...sources].flatMap(([from, text]) =>
  [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g)].map((match) => {
    const target = match[1] ?? match[2] ?? '';
    const to = target.startsWith('.') ? normalize(join(dirname(from), target)) : target;
    return { from, to, text: `${from} → ${to}` };
  }),
);

const folderOf = (path: string) => path.split('/')[0] ?? '';
const breaking = (rule: (edge: Import) => boolean) => imports.filter(rule).map((edge) => edge.text);

describe('import rules', () => {
  test('the imports were found', () => expect(imports.length).toBeGreaterThan(100));

  test('image and plan do no I/O', () => {
    const io = /^(node:(?!crypto|buffer|util|url)|@actions\/)/;
    const pure = ['image', 'plan'];
    expect(
      breaking(
        ({ from, to }) => pure.includes(folderOf(from)) && (io.test(to) || ['http', 'runner'].includes(folderOf(to))),
      ),
    ).toEqual([]);
  });

  test('only runner/ imports @actions/core', () => {
    expect(breaking(({ from, to }) => to === '@actions/core' && folderOf(from) !== 'runner')).toEqual([]);
  });

  test('only the reader of docker credential helpers imports @actions/exec, or meets processes in another way', () => {
    const starting = ['@actions/exec', 'node:diagnostics_channel'];
    expect(breaking(({ from, to }) => starting.includes(to) && from !== 'registry/login/credential-helper.ts')).toEqual(
      [],
    );
    const types = /import type \{[^}]*\} from 'node:child_process';/g;
    const found = files.filter((file) => /child_process'/.test((sources.get(file) ?? '').replace(types, '')));
    expect(found.filter((file) => file !== 'registry/login/credential-helper.ts')).toEqual([]);
  });

  test('only the readers of manifests and Procfiles import the YAML parser', () => {
    const readers = ['platforms/cloudfoundry/manifest/document.ts', 'platforms/controller/procfile.ts'];
    expect(breaking(({ from, to }) => to === 'yaml' && !readers.includes(from))).toEqual([]);
  });

  test('only http/ imports @actions/http-client and the modules that open connections', () => {
    const connecting = ['@actions/http-client', 'node:http', 'node:https', 'node:net', 'node:tls', 'node:http2'];
    expect(breaking(({ from, to }) => connecting.includes(to) && folderOf(from) !== 'http')).toEqual([]);
  });

  test('nor does anything else open one by what Node has without an import', () => {
    const found = files.filter((file) => /\b(WebSocket(Stream)?|EventSource)\(/.test(sources.get(file) ?? ''));
    expect(found).toEqual(['http/websocket.ts']);
  });

  test('only platforms/index.ts imports a platform’s folder from outside of it', () => {
    const platform = (path: string) => /^platforms\/(cloudfoundry|deis|drycc)\//.exec(path)?.[1];
    expect(
      breaking(
        ({ from, to }) =>
          platform(to) !== undefined && platform(from) !== platform(to) && from !== 'platforms/index.ts',
      ),
    ).toEqual([]);
  });

  test('what Deis and Drycc share is known to them alone', () => {
    expect(
      breaking(
        ({ from, to }) => to.startsWith('platforms/controller/') && !/^platforms\/(controller|deis|drycc)\//.test(from),
      ),
    ).toEqual([]);
  });

  test('platforms do not know the report, nor the runner', () => {
    expect(
      breaking(({ from, to }) => folderOf(from) === 'platforms' && ['report', 'runner'].includes(folderOf(to))),
    ).toEqual([]);
  });

  test('rollout has no platform words and no report', () => {
    expect(
      breaking(
        ({ from, to }) => folderOf(from) === 'rollout' && (folderOf(to) === 'report' || /^platforms\/.+\//.test(to)),
      ),
    ).toEqual([]);
    const words = /\b(droplet|guid|pod|kubernetes|diego|cloud ?foundry|deis|drycc)\b/i;
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(files.filter((file) => folderOf(file) === 'rollout' && words.test(code(sources.get(file) ?? '')))).toEqual(
      [],
    );
  });

  test('nothing in src imports the sandbox, the tests or a package that is not declared', () => {
    const declared = ['@actions/core', '@actions/exec', '@actions/http-client', 'yaml'];
    expect(breaking(({ to }) => to.startsWith('..') || (!/^node:|\.ts$/.test(to) && !declared.includes(to)))).toEqual(
      [],
    );
  });

  test('no fetch, no default export, no barrel', () => {
    const found = files.filter((file) => /\bfetch\(|export default|export \* from/.test(sources.get(file) ?? ''));
    expect(found).toEqual([]);
  });

  test('imports make no circle between files', () => {
    const typeOnly = (from: string, to: string) =>
      [...(sources.get(from) ?? '').matchAll(/import (type )?[^;]*?from\s+'([^']+)'/g)].every(
        ([, type, target = '']) => type !== undefined || normalize(join(dirname(from), target)) !== to,
      );
    const edges = new Map<string, string[]>();
    for (const { from, to } of imports) {
      if (sources.has(to) && !typeOnly(from, to)) edges.set(from, [...(edges.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
