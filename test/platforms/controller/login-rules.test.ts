import { expect, test } from 'vitest';
import { parseReference } from '../../../src/image/reference.ts';
import { missingLogin, uselessLogin } from '../../../src/platforms/controller/login-rules.ts';
import { imageByDigest } from '../../../src/platforms/controller/names.ts';
import { imageFacts, subject } from '../../support/image.ts';

const privateImage = (name: string) => subject({ reference: parseReference(name), openedBy: 'docker login' });
const severity = (name: string, serving?: string) => {
  const complaint = missingLogin(privateImage(name), { hasLogin: false, serving }, 'Drycc');
  return complaint === undefined ? undefined : (complaint.severity ?? 'as the rule says');
};

test.for([
  ['ghcr.io/acme/web', undefined, 'as the rule says'],
  ['ghcr.io/acme/web', `ghcr.io/acme/web@sha256:${'1'.repeat(64)}`, undefined],
  ['ghcr.io/acme/web', 'ghcr.io/acme/other:1', 'as the rule says'],
  ['ghcr.io/acme/web', 'quay.io/acme/web:1', 'as the rule says'],
  ['acme/web', 'docker.io/acme/web:1', undefined],
  ['ghcr.io/acme/web', 'No Reference At All', 'as the rule says'],
] as const)('%s while %s serves', ([name, serving, expected]) => expect(severity(name, serving)).toBe(expected));

test.for([
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web',
  '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web',
  '123456789012.dkr-ecr.eu-west-1.on.aws/web',
  'gcr.io/acme/web',
  'eu.gcr.io/acme/web',
  'europe-docker.pkg.dev/acme/r/web',
  'acme.azurecr.io/web',
])('%s: the nodes may have a login of their own', (name) => {
  expect(severity(name)).toBe('warning');
  expect(missingLogin(privateImage(name), { hasLogin: false, serving: undefined }, 'Drycc')?.message).toContain(
    parseReference(name).domain,
  );
});

test.for(['notgcr.io/acme/web', 'gcr.io.example.org/web', 'amazonaws.com.example.org/web'])('%s: no cloud’s', (name) =>
  expect(severity(name)).toBe('as the rule says'),
);

test('the login itself is not told', () => {
  const stored = { username: 'AKIAIOSFODNN7EXAMPLE', password: 'hunter2hunter2' };
  const reference = parseReference('123456789012.dkr.ecr.eu-west-1.amazonaws.com/web');
  const complaint = uselessLogin(subject({ reference }, { stored }), 'deis', 'Deis');
  expect(complaint?.message).toBe(`Deis cannot pull from ${reference.domain} with an AWS access key.`);
  expect(JSON.stringify(complaint)).not.toMatch(/hunter2|AKIA/);
});

test.for<[string, string]>([
  ['nginx:1.27', 'docker.io/library/nginx'],
  ['acme/web', 'docker.io/acme/web'],
  ['ghcr.io/acme/web:1', 'ghcr.io/acme/web'],
  // Kubernetes reads the reference by the same grammar: capitals are a host's.
  ['MyHost/web', 'MyHost/web'],
])('%s goes by digest, spelled out', ([written, name]) => {
  const facts = imageFacts({ reference: parseReference(written) });
  expect(imageByDigest(facts)).toBe(`${name}@${facts.digest}`);
});

test('of any index the index is named: the nodes find theirs in it', () => {
  const list = 'application/vnd.docker.distribution.manifest.list.v2+json';
  const facts = imageFacts({ mediaType: list, manifestDigest: `sha256:${'b'.repeat(64)}` });
  expect(imageByDigest(facts)).toContain(`@${facts.digest}`);
});
