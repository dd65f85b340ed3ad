import { describe, expect, it } from 'vitest';
import type { RegistryLogin } from '../../src/inputs/request.ts';
import { basicOf, inspection, robot } from './inspection.ts';
import type { Answer, Script } from './scripted-http.ts';

const errors = (code: string, message: string) => JSON.stringify({ errors: [{ code, message, detail: {} }] });
const text = (words: string) => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: words });

/** A registry behind Basic: `refusal` for the known account, and for the nameless the challenge. */
const basic =
  (refusal: Answer): Script =>
  (request) =>
    request.headers?.['authorization'] === undefined
      ? { status: 401, headers: { 'www-authenticate': 'Basic realm="https://x/",service="ecr.amazonaws.com"' } }
      : refusal;

/** A registry behind Bearer, whose token server, at its own host, answers by `token`; `refusal` for who has a token. */
const bearer =
  (token: Answer, refusal: Answer = { status: 500 }): Script =>
  (request) => {
    if (request.url.pathname === '/token') return token;
    if (request.headers?.['authorization'] !== undefined) return refusal;
    return {
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="https://${request.url.host}/token",service="${request.url.host}"` },
    };
  };
const good = { status: 200, body: '{"token":"t"}' };

const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const gar = 'europe-docker.pkg.dev';
const aws: RegistryLogin = { username: 'AWS', password: 'x' };

interface Case {
  readonly name: string;
  readonly image: string;
  readonly script: Script;
  readonly login?: RegistryLogin;
  readonly code: string;
  /** The cause, in the registry's words where it has some. */
  readonly message: readonly string[];
  readonly hint: readonly string[];
}

describe('what a refusal means, by registry', () => {
  it.each<Case>([
    {
      name: 'Docker Hub: missing or private, no login',
      image: 'acme/web:1',
      script: (request) =>
        request.url.host === 'auth.docker.io'
          ? good
          : {
              status: 401,
              headers: {
                'www-authenticate': `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",error="insufficient_scope"`,
              },
              body: errors('UNAUTHORIZED', 'authentication required'),
            },
      code: 'REGISTRY_DENIED',
      message: [
        'acme/web:1 was not found, or it is private and no login was given.',
        'registry-1.docker.io said: 401 UNAUTHORIZED authentication required',
      ],
      hint: ['registry-username and registry-password', 'access token'],
    },
    {
      name: 'Docker Hub: a wrong password',
      image: 'acme/web:1',
      login: robot,
      script: (request) =>
        request.url.host === 'auth.docker.io'
          ? { status: 401, body: '{"details":"incorrect username or password"}' }
          : { status: 401, headers: { 'www-authenticate': 'Bearer realm="https://auth.docker.io/token"' } },
      code: 'REGISTRY_LOGIN',
      message: [
        'docker.io does not accept the login of robot.',
        'auth.docker.io said: 401 incorrect username or password',
      ],
      hint: ['Check registry-username and registry-password'],
    },
    {
      name: 'GHCR: the token server refuses the nameless',
      image: 'ghcr.io/acme/web:1',
      script: bearer({ status: 401, body: errors('UNAUTHORIZED', 'authentication required') }),
      code: 'REGISTRY_DENIED',
      message: ['was not found, or it is private and no login was given', 'ghcr.io said: 401 UNAUTHORIZED'],
      hint: ['registry-username', 'read:packages'],
    },
    {
      name: 'GHCR: a package that GITHUB_TOKEN may not read',
      image: 'ghcr.io/acme/web:1',
      login: robot,
      script: bearer({
        status: 403,
        body: errors('DENIED', 'installation not allowed to Read organization package'),
      }),
      code: 'REGISTRY_DENIED',
      message: ['The GITHUB_TOKEN of this job may not read ghcr.io/acme/web:1.', '403 DENIED installation not allowed'],
      hint: ['Manage Actions access', 'packages: read'],
    },
    {
      name: 'GHCR: a bad token',
      image: 'ghcr.io/acme/web:1',
      login: robot,
      script: bearer({ status: 403, body: errors('DENIED', 'invalid token') }),
      code: 'REGISTRY_LOGIN',
      message: ['ghcr.io does not accept the login of robot.'],
      hint: ['registry-password'],
    },
    {
      name: 'GHCR: a missing package',
      image: 'ghcr.io/acme/web:1',
      login: robot,
      script: bearer(good, { status: 404, body: errors('NAME_UNKNOWN', 'repository name not known to registry') }),
      code: 'IMAGE_NOT_FOUND',
      message: ['ghcr.io has no repository acme/web.', '404 NAME_UNKNOWN'],
      hint: ['Check the spelling; has anything been pushed there?'],
    },
    {
      name: 'ECR: no login',
      image: `${ecr}/web:1`,
      script: basic({ status: 500 }),
      code: 'REGISTRY_DENIED',
      message: ['or it is private and no login was given', `${ecr} said: 401`],
      hint: ['registry-username', 'access key of an IAM user (id and secret)', 'aws ecr get-login-password'],
    },
    {
      name: 'ECR under a name for which access keys are not exchanged',
      image: '123456789012.dkr-ecr.eu-west-1.on.aws/web:1',
      script: basic({ status: 500 }),
      code: 'REGISTRY_DENIED',
      message: ['or it is private and no login was given'],
      hint: ['For ECR that is AWS and what `aws ecr get-login-password` prints'],
    },
    {
      name: 'ECR: an expired login, in plain text',
      image: `${ecr}/web:1`,
      login: aws,
      script: basic({
        status: 403,
        ...text('Your authorization token has expired. Reauthenticate and try again.\nMore.'),
      }),
      code: 'REGISTRY_LOGIN',
      message: [`The login of AWS for ${ecr} has expired.`, '403 Your authorization token has expired.'],
      hint: ['has to be a new one', 'aws ecr get-login-password', '12 hours'],
    },
    {
      name: 'ECR: a missing repository',
      image: `${ecr}/web:1`,
      login: aws,
      script: basic({
        status: 404,
        body: errors(
          'NAME_UNKNOWN',
          "The repository with name 'web' does not exist in the registry with id '123456789012'",
        ),
      }),
      code: 'IMAGE_NOT_FOUND',
      message: [`${ecr} has no repository web.`, "with id '123456789012'"],
      hint: ['Check the spelling'],
    },
    {
      name: 'Artifact Registry: DENIED by the token server',
      image: `${gar}/project/repo/web:1`,
      login: { username: '_json_key', password: '{\n}' },
      script: bearer({
        status: 403,
        body: errors(
          'DENIED',
          'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "x" (or it may not exist)',
        ),
      }),
      code: 'REGISTRY_DENIED',
      message: [`${gar} does not let _json_key read`, 'or there is no such image', '(or it may not exist)'],
      hint: ['registry-username', 'Artifact Registry Reader'],
    },
    {
      name: 'Artifact Registry: the nameless',
      image: `${gar}/project/repo/web:1`,
      script: (request) =>
        request.url.pathname === '/v2/'
          ? { status: 200 }
          : {
              status: 403,
              body: errors('DENIED', 'Unauthenticated request. Unauthenticated requests do not have permission'),
            },
      code: 'REGISTRY_DENIED',
      message: ['no login was given', '403 DENIED Unauthenticated request.'],
      hint: ['_json_key'],
    },
    {
      name: 'Quay: 401 for what is missing',
      image: 'quay.io/acme/web:1',
      login: { username: 'acme+ci', password: 'x' },
      script: bearer(good, {
        status: 401,
        body: errors('UNAUTHORIZED', 'access to the requested resource is not authorized'),
      }),
      code: 'REGISTRY_DENIED',
      message: ['quay.io does not let acme+ci read quay.io/acme/web:1', 'or there is no such image'],
      hint: ['the spelling, and who may read the repository', 'robot account'],
    },
    {
      name: 'GitLab: forbidden by its token server',
      image: 'registry.gitlab.com/g/p/web:1',
      login: robot,
      script: bearer({ status: 403, body: errors('DENIED', 'access forbidden') }),
      code: 'REGISTRY_DENIED',
      message: ['registry.gitlab.com does not let robot read', '403 DENIED access forbidden'],
      hint: ['read_registry'],
    },
    {
      name: 'Harbor: NOT_FOUND',
      image: 'harbor.example.com/p/web:1',
      login: robot,
      script: basic({ status: 404, body: errors('NOT_FOUND', 'artifact p/web:1 not found') }),
      code: 'IMAGE_NOT_FOUND',
      message: ['harbor.example.com/p/web:1 was not found.', '404 NOT_FOUND artifact p/web:1 not found'],
      hint: ['Check the name and the tag.'],
    },
    {
      name: 'JFrog: a missing manifest',
      image: 'acme.jfrog.io/docker/web:1',
      login: robot,
      script: bearer(good, {
        status: 404,
        body: errors('MANIFEST_UNKNOWN', 'The named manifest is not known to the registry.'),
      }),
      code: 'IMAGE_NOT_FOUND',
      message: ['acme.jfrog.io/docker/web:1 was not found.', 'The named manifest is not known'],
      hint: ['Check the name and the tag.'],
    },
    {
      name: 'Azure: its token server refuses the nameless',
      image: 'acme.azurecr.io/web:1',
      script: bearer({
        status: 401,
        body: errors('UNAUTHORIZED', 'authentication required, visit https://aka.ms/acr/authorization'),
      }),
      code: 'REGISTRY_DENIED',
      message: ['no login was given', 'aka.ms/acr/authorization'],
      hint: ['service principal'],
    },
    {
      name: 'Azure: a wrong password, by 400',
      image: 'acme.azurecr.io/web:1',
      login: robot,
      script: bearer({
        status: 400,
        body: '{"error":"invalid_grant","error_description":"AADSTS7000215: Invalid client secret"}',
      }),
      code: 'REGISTRY_LOGIN',
      message: ['does not accept the login of robot.', '400 AADSTS7000215'],
      hint: ['registry-password'],
    },
    {
      name: 'distribution: an account without access',
      image: 'registry.example.com/team/web:1',
      login: robot,
      script: bearer(good, {
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="https://registry.example.com/token",error="insufficient_scope"' },
        body: errors('UNAUTHORIZED', 'authentication required'),
      }),
      code: 'REGISTRY_DENIED',
      message: ['does not let robot read registry.example.com/team/web:1: wrong password, no access, or'],
      hint: ['Check registry-username and registry-password, the spelling'],
    },
    {
      name: 'a name that the registry does not take',
      image: 'registry.example.com/team/web:1',
      script: () => ({ status: 400, body: errors('NAME_INVALID', 'invalid repository name') }),
      code: 'IMAGE_REFERENCE',
      message: ['registry.example.com does not take registry.example.com/team/web:1 for the name of an image.'],
      hint: ['Check the spelling'],
    },
    {
      name: 'a website',
      image: 'www.example.com/team/web:1',
      script: () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: '<html>No such page</html>' }),
      code: 'IMAGE_NOT_FOUND',
      message: ['www.example.com said: 404)'],
      hint: ['is this the address of a container registry?'],
    },
    {
      name: 'a token server that is down',
      image: 'registry.example.com/team/web:1',
      script: bearer({ status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }),
      code: 'REGISTRY_UNAVAILABLE',
      message: ['registry.example.com cannot answer at the moment.'],
      hint: ['Run the job again'],
    },
    {
      name: 'no words at all',
      image: 'registry.example.com/team/web:1',
      script: () => ({ status: 418 }),
      code: 'REGISTRY_ANSWER',
      message: ['gave an answer that makes no sense', 'said: 418)'],
      hint: ['Is this the address of a container registry?'],
    },
  ])('$name', async ({ image, script, login, code, message, hint }) => {
    const { error } = await inspection(
      (request) => (request.url.pathname.endsWith('/tags/list') ? { status: 404 } : script(request)),
      { image, login },
    );
    expect(error?.code).toBe(code);
    for (const part of message) expect(error?.message).toContain(part);
    for (const part of hint) expect(error?.hint).toContain(part);
    const told = `${error?.message} ${error?.hint} ${error?.details.join(' ')}`;
    if (login !== undefined) {
      expect(told).not.toContain(basicOf(login.username, login.password).slice(6));
      expect(told).not.toContain('s3cret');
    }
  });
});

describe('a missing tag', () => {
  const hintFor = async (tags: readonly unknown[]) => {
    const { error } = await inspection((request) =>
      request.url.pathname.endsWith('/tags/list')
        ? { status: 200, body: JSON.stringify({ name: 'team/web', tags }) }
        : { status: 404, body: errors('MANIFEST_UNKNOWN', 'manifest unknown') },
    );
    return error?.hint ?? '';
  };

  it('comes with the nearest that there are, eight at most', async () => {
    const numbers = Array.from({ length: 30 }, (_, number) => `${number + 10}`);
    expect(await hintFor([...numbers, 'main', 'latest'])).toContain(
      'The nearest of its 32 tags: 31, 21, 19, 18, 17, 16, 15, 14.',
    );
    expect(await hintFor(['2', 7, null, 'main'])).toContain('It has the tags 2, main.');
  });

  it('is not named to whoever asked for it: what the tag points at is gone', async () => {
    const { error } = await inspection((request) => {
      if (request.url.pathname.endsWith('/tags/list')) return { status: 200, body: '{"tags":["1","2"]}' };
      return { status: 404, body: errors('MANIFEST_UNKNOWN', 'manifest unknown') };
    });
    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      hint: expect.stringContaining('what it points at is gone: push the image again'),
    });
    expect(error?.hint).not.toMatch(/Check the name|It has the tags/);
  });

  it('comes without any when there are none that can be shown', async () => {
    expect(await hintFor([])).not.toContain('tags');
    expect(await hintFor(['::add-mask::x'])).not.toContain('add-mask');
  });
});

describe('when a limit ends', () => {
  it.each([
    ['120', 'come back in 2m, at 12:02 UTC.'],
    ['Sun, 22 Nov 2026 13:00:00 GMT', 'come back in 1h, at 13:00 UTC.'],
    ['86400', 'come back in 24h, at 12:00 UTC on 2026-11-23.'],
  ])('%s', async (retryAfter, expected) => {
    const { error } = await inspection(() => ({ status: 429, headers: { 'retry-after': retryAfter } }));
    expect(error).toMatchObject({ code: 'REGISTRY_RATE_LIMIT', hint: expect.stringContaining(expected) });
    expect(error?.hint).toContain('registry-username');
  });

  it('may not be known', async () => {
    const { error } = await inspection(({ method }) =>
      method === 'HEAD' ? { status: 405 } : { status: 429, ...text('toomanyrequests: slow down') },
    );
    expect(error?.message).toContain('429 toomanyrequests: slow down');
    expect(error?.hint).not.toContain('come back');
  });
});
