import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkPage, ruleCodes } from '../src/image/rule-codes.ts';
import { commonRules } from '../src/image/rules.ts';
import { inputDefinitions } from '../src/inputs/definitions.ts';
import { readRequest } from '../src/inputs/read.ts';
import { readImageChecks } from '../src/inputs/readers.ts';
import { cloudFoundry } from '../src/platforms/cloudfoundry/index.ts';
import { oidcHint } from '../src/platforms/cloudfoundry/login/oidc-refusal.ts';

/** docs/image-checks.md and the checks themselves say the same. */

const page = readFileSync(new URL('../docs/image-checks.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section): [heading: string, text: string] => {
      const [heading = '', ...lines] = section.split(/^## /m, 1)[0]?.split('\n') ?? [];
      return [heading, lines.join('\n').trim()];
    }),
);
const severities = /^`(?:error|warning|info)`/;

describe('docs/image-checks.md', () => {
  it('has a section for every code, and no other, in the order of the codes', () => {
    const headings = page.match(/^### .*$/gm)?.map((line) => line.slice(4));
    expect(headings).toEqual([...ruleCodes]);
  });

  it.each(ruleCodes)('%s: how severe it is, what is checked, why, and what to do', (code) => {
    const [first = '', ...paragraphs] = (sections.get(code) ?? '').split('\n\n');
    expect(first).toMatch(severities);
    expect(paragraphs.length).toBeGreaterThanOrEqual(2);
    expect(paragraphs.join(' ').length).toBeGreaterThan(100);
  });

  it.each(commonRules.map(({ code, severity }) => [code, severity]))('%s is %s there, too', (code, severity) => {
    expect(sections.get(code)?.split('\n', 1)[0]).toContain(`\`${severity}\``);
  });

  it('is where messages send their readers', () => {
    for (const code of ruleCodes) {
      const anchor = new URL(checkPage('https://example.org/docs', code)).hash.slice(1);
      // GitHub makes an anchor of a heading by lower case; underscores stay.
      expect([...sections.keys()].map((heading) => heading.toLowerCase())).toContain(anchor);
    }
  });

  it('links to sections that there are', () => {
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors.length).toBeGreaterThan(3);
    const known = [...sections.keys()].map((heading) => heading.toLowerCase());
    expect(anchors.filter((anchor) => anchor === undefined || !known.includes(anchor))).toEqual([]);
  });

  it('shows values of image-checks that can be read', () => {
    const lines = [...page.matchAll(/^image-checks: ([^|\n]+?)(?:\s+#.*)?$/gm)].map(([, value = '']) =>
      value.replaceAll("'", ''),
    );
    const block = /^image-checks: \|\n((?: {2}.*\n)+)/m.exec(page)?.[1];
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const value of [...lines, block ?? '-NO_BLOCK']) expect(() => readImageChecks(value)).not.toThrow();
    expect(readImageChecks(block ?? '').ignoredChecks).toEqual(new Set(['CF_SEVERAL_PORTS']));
  });
});

describe('docs/cloud-foundry-login.md', () => {
  const login = readFileSync(new URL('../docs/cloud-foundry-login.md', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  /** As GitHub makes anchors of headings. */
  const anchors = [...login.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  const blocks = (text: string, kind: string) =>
    [...text.matchAll(new RegExp(`^( *)\`\`\`${kind}\\n([\\s\\S]*?)\\n\\1\`\`\`$`, 'gm'))].map(
      ([, , block = '']) => block,
    );

  it('has the sections that refusals and its own links lead to', () => {
    const wanted = [...login.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors).toEqual(expect.arrayContaining(['oidc-user', 'oidc-client', ...wanted]));
    expect(wanted.length).toBeGreaterThan(3);
    expect(readme).toContain('(docs/cloud-foundry-login.md)');
  });

  it('shows JSON that can be sent', () => {
    const bodies = blocks(login, 'json').map((block) => JSON.parse(block) as object);
    expect(bodies).toHaveLength(3);
    expect(bodies[0]).toHaveProperty('sub', 'repo:acme/web:environment:production');
  });

  it.each([
    ['docs/cloud-foundry-login.md', login],
    ['README.md', readme],
  ])('%s: the workflow logs in by the job’s token, with the permission for it', (_, text) => {
    const jobs = blocks(text, 'yaml')
      .map(
        (block) =>
          (parse(block) as { deploy?: { permissions: unknown; steps?: { with: Record<string, string> }[] } }).deploy,
      )
      .filter((job) => job?.steps?.[0]?.with['oidc'] !== undefined);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(job?.permissions).toEqual({ 'id-token': 'write' });
      const inputs = job?.steps?.[0]?.with ?? {};
      expect(Object.keys(inputs).filter((name) => !inputDefinitions.some((input) => input.name === name))).toEqual([]);
      const given: Record<string, string> = { ...inputs, image: 'ghcr.io/acme/web:1.4.2' };
      const read = readRequest((name) => given[name] ?? '', 'acme/web', cloudFoundry.mistakes);
      // As the page sets them up.
      expect(read.login).toEqual(
        inputs['oidc'] === 'user'
          ? { kind: 'oidc-user', client: { id: 'github-jobs', secret: '' }, origin: 'github' }
          : { kind: 'oidc-client', id: 'deploy-web-production' },
      );
    }
  });

  it.each([
    ['oidc-client', { kind: 'oidc-client', id: 'ci' }],
    ['oidc-user', { kind: 'oidc-user', client: { id: 'cf', secret: '' } }],
  ] as const)('knows the refusals that the action knows: %s', (kind, mode) => {
    const section = login.split(/^## /m).find((text) => text.startsWith(`\`${kind.replace('-', ': ')}\``)) ?? '';
    const said = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, words = '']) => words);
    expect(said.length).toBeGreaterThan(5);
    const unknown = oidcHint('something new', mode, { claims: {}, now: 0 });
    for (const words of said) expect(oidcHint(words, mode, { claims: {}, now: 0 }), words).not.toBe(unknown);
  });
});

describe('links between the documents', () => {
  const root = new URL('../', import.meta.url);
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...readdirSync(new URL('docs', root)).map((name) => `docs/${name}`),
  ];
  const read = (url: URL) => readFileSync(url, 'utf8');
  /** As GitHub makes anchors of headings. */
  const anchorsIn = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\s-]/gu, '')
        .replaceAll(' ', '-'),
    );

  it.each(pages)('%s: lead to files and sections that there are', (page) => {
    const here = new URL(page, root);
    const text = read(here).replace(/```[\s\S]*?```/g, '');
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? here : new URL(path, here);
      if (!existsSync(target)) return [link];
      return anchor === undefined || anchorsIn(read(target)).includes(anchor) ? [] : [link];
    });
    expect(broken).toEqual([]);
  });
});
