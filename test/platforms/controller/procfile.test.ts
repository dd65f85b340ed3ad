import { describe, expect, it } from 'vitest';
import { readProcfile } from '../../../src/platforms/controller/procfile.ts';

/** What `deis pull` and `drycc pull` make of a Procfile, which is YAML to them (deis/workflow-cli, `parseProcfile`). */
const read = (text: string) => {
  const { manifest, mistakes } = readProcfile(text);
  return manifest?.kind === 'procfile' && mistakes.length === 0 ? Object.fromEntries(manifest.processes) : mistakes;
};

describe('a Procfile', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['web: node server.js\nworker: node worker.js', { web: 'node server.js', worker: 'node worker.js' }],
    ['web: node server.js\r\n\r\n# of old\r\n', { web: 'node server.js' }],
    ['web:     bundle exec puma -p $PORT  # by puma', { web: 'bundle exec puma -p $PORT' }],
    ['web: "npm start -- --flag: x"', { web: 'npm start -- --flag: x' }],
    ["web: 'echo it''s'", { web: "echo it's" }],
    ['web: >-\n  node\n  server.js', { web: 'node server.js' }],
    ['web: 8080\nyes: no\n1: 1.10', { web: '8080', yes: 'no', '1': '1.10' }],
    ['{"web": "node server.js"}', { web: 'node server.js' }],
    ['web: a=b node server.js && echo done', { web: 'a=b node server.js && echo done' }],
  ])('%j is read', (text, processes) => {
    expect(read(text)).toEqual(processes);
  });

  it.each<[string, RegExp]>([
    ['', /^is empty · a Procfile has a line for each process type: web: command$/],
    ['# nothing\n', /^is empty/],
    ['node server.js', /^is no Procfile/],
    ['- web', /^is no Procfile/],
    ['web: node server.js\nworker:', /^line 2: worker has no command$/],
    ['web: ""', /^line 1: web has no command$/],
    ['web:\n  command: s3cret', /^line 1: web is no command, but a list or a map · put a command that holds ": "/],
    ['web: [s3cret]', /^line 1: web is no command, but a list or a map/],
    ['web: s3cret: b', /^line 1: .*put a command that holds ": " or " #", or begins with a sign, in quotes$/],
    ['web: node\nweb: s3cret', /^line 2: cannot be read as YAML \(duplicate key\)/],
    ['web: @s3cret', /^line 1: cannot be read as YAML/],
    ['web: &a s3cret\nworker: *a', /^line 2: worker is an alias · write the command out$/],
    ['web: a\n---\nweb: s3cret', /^line 2: a second document begins · keep one$/],
    [': s3cret', /^line 1: a process type without a name$/],
  ])('%j is told, without a command', (text, mistake) => {
    const [first] = read(text) as readonly string[];
    expect(first).toMatch(mistake);
    expect(JSON.stringify(read(text))).not.toContain('s3cret');
  });
});
