import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionError, Cancelled } from '../../../src/errors.ts';
import type { HttpRequest } from '../../../src/http/http.ts';
import type { RegistryLogin } from '../../../src/inputs/request.ts';
import { signedHeaders } from '../../../src/registry/login/aws-signature.ts';
import { ecrRegistry, exchangeAccessKey } from '../../../src/registry/login/ecr.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { authorizationsTo, basicOf, inspection, left, robot, serving } from '../inspection.ts';
import { type Answer, Documents, type Script, scriptedHttp } from '../scripted-http.ts';

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const api = 'api.ecr.eu-central-1.amazonaws.com';
const id = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const key: RegistryLogin = { username: id, password: secret };

const password = 'eyJwYXlsb2FkIjoi:with=colon';
const token = Buffer.from(`AWS:${password}`).toString('base64');
const json = (body: unknown, status = 200, headers = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
  body: JSON.stringify(body),
});
const given = json({
  authorizationData: [
    {
      authorizationToken: token,
      expiresAt: 1.795e9,
      proxyEndpoint: 'https://999999999999.dkr.ecr.eu-central-1.amazonaws.com',
    },
  ],
});
const refusal = (type: string, message?: string) =>
  json({ __type: type, ...(message === undefined ? {} : { message }) }, 400);

interface Exchange {
  readonly login: RegistryLogin | undefined;
  readonly error: ActionError | undefined;
  readonly requests: readonly HttpRequest[];
  readonly masked: readonly string[];
  readonly slept: readonly number[];
}

async function exchange(answers: Answer | readonly Answer[], login = key, at = host): Promise<Exchange> {
  const left = [answers].flat();
  const { http, requests } = scriptedHttp(() => (left.length > 1 ? left.shift() : left[0]));
  const masked: string[] = [];
  const time = new FakeClock();
  const access = { http, clock: time, signal: new AbortController().signal, mask: (text: string) => masked.push(text) };
  try {
    const got = await exchangeAccessKey(login, at, access);
    return { login: got, error: undefined, requests, masked, slept: time.slept };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { login: undefined, error, requests, masked, slept: time.slept };
  }
}

const textOf = (error: ActionError | undefined) =>
  [error?.message, error?.hint, ...(error?.details ?? []), error?.stack, String(error?.cause)].join('\n');

describe('a registry of ECR by its host', () => {
  it.each([
    [host, 'eu-central-1', `https://${api}/`],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
      'us-gov-west-1',
      'https://ecr-fips.us-gov-west-1.amazonaws.com/',
    ],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', 'https://api.ecr.cn-north-1.amazonaws.com.cn/'],
  ])('%s', (name, region, endpoint) => {
    const registry = ecrRegistry(name);
    expect([registry?.account, registry?.region, registry?.endpoint.href]).toEqual(['123456789012', region, endpoint]);
  });

  it.each([
    'public.ecr.aws',
    'api.ecr.eu-central-1.amazonaws.com',
    '123456789012.dkr-ecr.eu-central-1.on.aws',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.eu',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.example',
    '123456789012.dkr.ecr.evil.example/.amazonaws.com',
    '123456789012.dkr.ecr.a.b.amazonaws.com',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com:8443',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com\n',
    'x.123456789012.dkr.ecr.eu-central-1.amazonaws.com',
    '12345678901.dkr.ecr.eu-central-1.amazonaws.com',
    '123456789012xdkr.ecr.eu-central-1.amazonaws.com',
    '',
  ])('none: %j', (name) => {
    expect(ecrRegistry(name)).toBeUndefined();
  });

  it('its endpoint is a host of AWS, whatever it is called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/), (name) => {
        const { endpoint, region } = ecrRegistry(name) ?? {};
        const domain = name.endsWith('.cn') ? 'amazonaws.com.cn' : 'amazonaws.com';
        expect(endpoint?.hostname).toMatch(/^(?:api\.ecr|ecr-fips)\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/);
        expect(endpoint?.hostname.endsWith(`.${region}.${domain}`)).toBe(true);
        expect([endpoint?.protocol, endpoint?.pathname, endpoint?.username, endpoint?.port]).toEqual([
          'https:',
          '/',
          '',
          '',
        ]);
      }),
    );
    fc.assert(fc.property(fc.string(), (name) => ecrRegistry(name) === undefined));
  });
});

describe('an access key is exchanged for a password', () => {
  it('by one request, signed as AWS wants it', async () => {
    const { login, requests, slept } = await exchange(given);
    expect(login).toEqual({ username: 'AWS', password });
    expect(slept).toEqual([]);
    const covered = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    };
    const url = new URL(`https://${api}/`);
    const proof = signedHeaders(
      { method: 'POST', url, headers: covered, body: '{}' },
      { id, secret },
      { region: 'eu-central-1', service: 'ecr' },
      Date.UTC(2026, 10, 22, 8, 14, 0),
    );
    expect(proof['authorization']).toContain(`Credential=${id}/20261122/eu-central-1/ecr/aws4_request`);
    expect(proof['authorization']).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-target');
    expect(requests.map(({ method, url, body, headers }) => [method, url.href, body, headers])).toEqual([
      ['POST', url.href, '{}', { ...proof, accept: 'application/json', 'accept-encoding': 'identity' }],
    ]);
  });

  it('which is masked, in the form that is sent as well', async () => {
    const { masked } = await exchange(given);
    expect(masked).toContain(password);
    expect(masked).toContain(token);
  });

  it('also when it makes no sense: it is masked before it is looked at', async () => {
    const { masked, error } = await exchange(json({ authorizationData: [{ authorizationToken: 'bm8gY29sb24' }] }));
    expect(masked).toEqual(['bm8gY29sb24']);
    expect(textOf(error)).not.toContain('bm8gY29sb24');
  });

  it.each([
    ['nothing', { status: 200 }],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['null', json(null)],
    ['a list', json([given])],
    ['no data', json({})],
    ['an object for the list', json({ authorizationData: { authorizationToken: token } })],
    ['an empty list', json({ authorizationData: [] })],
    ['nulls in it', json({ authorizationData: [null, { authorizationToken: null }] })],
    ['a number', json({ authorizationData: [{ authorizationToken: 12 }] })],
    ['an empty token', json({ authorizationData: [{ authorizationToken: '' }] })],
    ['no base64', json({ authorizationData: [{ authorizationToken: `${token}\r\nx: y` }] })],
    ['no colon', json({ authorizationData: [{ authorizationToken: Buffer.from('AWS').toString('base64') }] })],
    ['no user', json({ authorizationData: [{ authorizationToken: Buffer.from(':pass').toString('base64') }] })],
    ['no password', json({ authorizationData: [{ authorizationToken: Buffer.from('AWS:').toString('base64') }] })],
    [
      'a user with a line break',
      json({ authorizationData: [{ authorizationToken: Buffer.from('A\n:p').toString('base64') }] }),
    ],
    [
      'its key in a prototype',
      { status: 200, body: `{"__proto__":{"authorizationData":[{"authorizationToken":"${token}"}]}}` },
    ],
  ] satisfies [string, Answer][])('no password out of %s', async (_name, answer) => {
    const { error, requests } = await exchange(answer);
    expect(error?.code).toBe('REGISTRY_TOKEN');
    expect(error?.message).toMatch(new RegExp(`^${api} (?:answered 200 without a password|gave )`));
    expect(requests).toHaveLength(1);
  });

  it('by no other host', async () => {
    const { error, requests } = await exchange(given, key, 'registry.example.com');
    expect(error?.code).toBe('REGISTRY_ANSWER');
    expect(requests).toEqual([]);
  });
});

describe('what AWS says against a key', () => {
  it.each<[name: string, answer: Answer, code: string, message: string, hint: string]>([
    [
      'an unknown key',
      refusal('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      'REGISTRY_LOGIN',
      `AWS does not know the access key ${id} in eu-central-1. (${api} said: 400 UnrecognizedClientException The security token included in the request is invalid.)`,
      'Check registry-username: was the key deleted',
    ],
    [
      'a wrong secret',
      refusal(
        'InvalidSignatureException',
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'POST\n/\n'",
      ),
      'REGISTRY_LOGIN',
      `AWS does not accept the secret of the access key ${id}. (${api} said: 400 InvalidSignatureException The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.)`,
      'registry-password has to be the secret access key',
    ],
    [
      'a wrong secret, as other services say it, with a namespace and a capital',
      json({ __type: 'com.amazon.coral.service#SignatureDoesNotMatch', Message: 'No match' }, 403),
      'REGISTRY_LOGIN',
      `AWS does not accept the secret of the access key ${id}. (${api} said: 403 SignatureDoesNotMatch No match)`,
      'registry-password has to be the secret access key',
    ],
    [
      'a clock that is late',
      refusal(
        'InvalidSignatureException',
        'Signature expired: 20261122T081400Z is now earlier than 20261122T083000Z (20261122T084500Z - 15 min.)',
      ),
      'REGISTRY_LOGIN',
      `AWS does not take a request signed by this runner’s clock with the access key ${id}. (${api} said: 400 InvalidSignatureException Signature expired: 20261122T081400Z is now earlier than 20261122T083000Z (20261122T084500Z - 15 min.))`,
      'set the clock of the runner',
    ],
    [
      'a clock that is early',
      refusal(
        'SignatureDoesNotMatch',
        'Signature not yet current: 20261122T081400Z is still later than 20261122T075900Z',
      ),
      'REGISTRY_LOGIN',
      'AWS does not take a request signed by this runner’s clock',
      'set the clock of the runner',
    ],
    [
      'a request that has expired',
      refusal('RequestExpired'),
      'REGISTRY_LOGIN',
      `(${api} said: 400 RequestExpired)`,
      'set the clock',
    ],
    [
      'no right to ask',
      refusal(
        'AccessDeniedException',
        'User: arn:aws:iam::123456789012:user/cf is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
      ),
      'REGISTRY_LOGIN',
      `The access key ${id} may not ask for a password of ECR. (${api} said: 400 AccessDeniedException User: arn:aws:iam::123456789012:user/cf is not authorized`,
      'Allow its IAM user ecr:GetAuthorizationToken on all resources ("*")',
    ],
    [
      'something else, named in a header alone',
      { status: 400, headers: { 'x-amzn-errortype': 'OptInRequired:http://internal.amazon.com/coral/' }, body: '{}' },
      'REGISTRY_LOGIN',
      `AWS gives no password of ECR for the access key ${id}. (${api} said: 400 OptInRequired)`,
      'Check registry-username and registry-password',
    ],
    [
      'AWS in trouble',
      json({ __type: 'ServerException', message: 'try later' }, 500),
      'REGISTRY_UNAVAILABLE',
      `${api} cannot answer at the moment. (${api} said: 500 ServerException try later)`,
      'Run the job again',
    ],
    [
      'a proxy’s page',
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>Forbidden</h1>' },
      'REGISTRY_ANSWER',
      `${api} gave an answer that is not AWS’s. (${api} said: 403)`,
      'a proxy between this runner and AWS',
    ],
    [
      'a redirect, which is not followed',
      { status: 307, headers: { location: 'https://evil.example/' } },
      'REGISTRY_ANSWER',
      `${api} gave an answer that is not AWS’s. (${api} said: 307)`,
      'a proxy between this runner and AWS',
    ],
    [
      'a name that is none',
      json({ __type: 'a b c\u0000', message: 12 }, 400),
      'REGISTRY_ANSWER',
      `(${api} said: 400)`,
      'a proxy',
    ],
  ])('%s', async (_name, answer, code, message, hint) => {
    const { error, requests } = await exchange(answer);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(message);
    expect(error?.hint).toContain(hint);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.url.host).toBe(api);
  });

  it('too many requests: it waits, and signs anew', async () => {
    const throttled = refusal('ThrottlingException', 'Rate exceeded');
    const { login, requests, slept } = await exchange([throttled, throttled, given]);
    expect(login?.username).toBe('AWS');
    expect(slept).toEqual([500, 1_000]);
    const dates = requests.map(({ headers }) => headers?.['x-amz-date']);
    expect(dates).toEqual(['20261122T081400Z', '20261122T081400Z', '20261122T081401Z']);
    expect(new Set(requests.map(({ headers }) => headers?.['authorization'])).size).toBe(2);
  });

  it('and gives up', async () => {
    const { error, requests, slept } = await exchange(refusal('ThrottlingException', 'Rate exceeded'));
    expect([requests.length, slept]).toEqual([4, [500, 1_000, 2_000]]);
    expect(error?.code).toBe('REGISTRY_LOGIN');
    expect(error?.message).toBe(
      `AWS was asked too often for a password of ECR by the account of the access key ${id}. (${api} said: 400 ThrottlingException Rate exceeded)`,
    );
    expect(error?.hint).toContain('Run the job again later');
  });

  it('a 429 was tried again by whoever sends it', async () => {
    const { error, requests } = await exchange(json({ __type: 'TooManyRequestsException' }, 429));
    expect([error?.code, requests.length]).toEqual(['REGISTRY_LOGIN', 1]);
  });
});

describe('the secret', () => {
  const types = fc.constantFrom(
    ...['UnrecognizedClientException', 'InvalidSignatureException', 'AccessDeniedException', 'ThrottlingException'],
    ...['RequestExpired', 'ServerException', 'a#b:c', ''],
  );
  const answers: fc.Arbitrary<Answer> = fc.oneof(
    fc.record({ status: fc.constantFrom(200, 302, 400, 403, 429, 500), body: fc.string() }),
    fc.record({ status: fc.constantFrom(200, 400), body: fc.json() }),
    fc
      .tuple(fc.constantFrom(400, 403, 500), types, fc.string())
      .map(([status, __type, message]) => json({ __type, message }, status)),
    fc.constant(given),
    fc.base64String().map((authorizationToken) => json({ authorizationData: [{ authorizationToken }] })),
  );
  // As AWS makes them: 40 characters of base64.
  const secrets = fc.stringMatching(/^[A-Za-z0-9+/]{40}$/);

  it('is in no request, no message and no login, whatever AWS answers', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, answers, async (text, answer) => {
        const { error, requests, login } = await exchange(answer, { username: id, password: text });
        expect((error === undefined) !== (login === undefined)).toBe(true);
        const forms = [text, Buffer.from(text).toString('base64').replace(/=+$/, ''), encodeURIComponent(text)];
        const basic = Buffer.from(`${id}:${text}`).toString('base64');
        const seen = [
          ...requests.flatMap(({ url, headers, body }) => [url.href, JSON.stringify(headers), body ?? '']),
          textOf(error),
          JSON.stringify(login ?? null),
        ].join('\n');
        for (const form of [...forms, basic]) expect(seen).not.toContain(form);
      }),
      { numRuns: 300 },
    );
  });

  it('stays out of sight, and the key id is named, in every refusal of the login', async () => {
    await fc.assert(
      fc.asyncProperty(types, fc.string(), async (type, message) => {
        const { error } = await exchange(refusal(type, message));
        if (error?.code === 'REGISTRY_LOGIN') expect(error.message).toContain(id);
        expect(error?.message).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/);
      }),
    );
  });
});

describe('an image of ECR is read by an access key', () => {
  const documents = new Documents();
  const root = documents.image();
  const open = serving(documents, root);
  const image = `${host}/team/web:1`;
  const good = basicOf('AWS', password);
  const asks: Answer = {
    status: 401,
    headers: { 'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"` },
  };
  /** ECR, and its API that answers `exchanged`. */
  const ecr =
    (exchanged: Answer): Script =>
    (request) => {
      if (request.url.host === api) return exchanged;
      if (request.url.host !== host) return undefined;
      return request.headers?.['authorization'] === good ? open(request) : asks;
    };

  it('when the registry asks for a login: one exchange for all that is asked of it', async () => {
    const login = { ...key };
    const { facts, error, requests, masked } = await inspection(ecr(given), { image, login });
    expect(error).toBeUndefined();
    expect(facts?.digest).toBe(root.digest);
    expect(facts?.openedBy).toBe('inputs');
    expect(requests.map(({ method, url }) => `${method} ${url.host}`)).toEqual([
      `HEAD ${host}`,
      `POST ${api}`,
      `GET ${host}`,
      `GET ${host}`,
    ]);
    expect(authorizationsTo(requests, host)).toEqual([undefined, good, good]);
    expect(JSON.stringify(requests)).not.toContain(secret);
    expect(masked).toEqual(expect.arrayContaining([password, token]));
    // What the platform is given is the key itself.
    expect(login).toEqual(key);
  });

  it('and for the next look at the same registry with the same login', async () => {
    const login = { ...key };
    await inspection(ecr(given), { image, login });
    const { facts, requests } = await inspection(ecr(given), { image, login });
    expect(facts?.openedBy).toBe('inputs');
    expect(requests.map(({ url }) => url.host)).not.toContain(api);
  });

  it('but not after a failure', async () => {
    const login = { ...key };
    const failed = await inspection(ecr(refusal('AccessDeniedException')), { image, login });
    expect(failed.error?.code).toBe('REGISTRY_LOGIN');
    expect(authorizationsTo(failed.requests, host)).toEqual([undefined]);
    expect((await inspection(ecr(given), { image, login })).facts?.digest).toBe(root.digest);
  });

  it('nothing is exchanged where no login is asked for', async () => {
    const { facts, requests } = await inspection(open, { image, login: { ...key } });
    expect(facts?.openedBy).toBe('nobody');
    expect(requests.map(({ url }) => url.host)).not.toContain(api);
  });

  it('a token server is not given the key, either', async () => {
    const script: Script = (request) => {
      const authorization = request.headers?.['authorization'];
      if (request.url.host === api) return given;
      if (request.url.pathname === '/token') return authorization === good ? json({ token: 'good' }) : { status: 401 };
      if (authorization === 'Bearer good') return open(request);
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="https://${host}/token"` } };
    };
    const { facts, requests } = await inspection(script, { image, login: { ...key } });
    expect(facts?.openedBy).toBe('inputs');
    expect(JSON.stringify(requests)).not.toContain(basicOf(id, secret));
  });

  it('a registry that refuses what it asked for: the key is named, not AWS', async () => {
    const words = 'User: arn:aws:iam::123456789012:user/cf is not authorized to perform: ecr:BatchGetImage';
    const denies: Script = (request) => {
      if (request.url.host === api) return given;
      if (request.headers?.['authorization'] === undefined) return asks;
      return { status: 403, body: JSON.stringify({ errors: [{ code: 'DENIED', message: words }] }) };
    };
    const { error } = await inspection(denies, { image, login: { ...key } });
    expect(error?.code).toBe('REGISTRY_DENIED');
    expect(error?.message).toContain(`does not let ${id} read`);
    expect(error?.message).toContain(words);
    expect(textOf(error)).not.toContain(secret);
  });

  it.each<[name: string, image: string, login: RegistryLogin]>([
    ['a password of ECR', image, { username: 'AWS', password }],
    ['a temporary key', image, { username: id.replace('AKIA', 'ASIA'), password: secret }],
    ['a name that only begins like a key', image, { username: 'AKIAbot', password: 's3cret' }],
    ['a key elsewhere', 'registry.example.com/team/web:1', key],
    [
      'a key at a host that Cloud Foundry does not exchange it for',
      '123456789012.dkr-ecr.eu-central-1.on.aws/web:1',
      key,
    ],
    ['a robot', 'registry.example.com/team/web:1', robot],
  ])('%s is sent as it is', async (_name, of, login) => {
    const own = basicOf(login.username, login.password);
    const script: Script = (request) => (request.headers?.['authorization'] === own ? open(request) : asks);
    const { facts, requests } = await inspection(script, { image: of, login });
    expect(facts?.digest).toBe(root.digest);
    expect(new Set(requests.map(({ url }) => url.host)).size).toBe(1);
  });

  it('the login of an earlier step is not exchanged', async () => {
    const found = { ...left, credential: { kind: 'password', ...key } } as const;
    const { requests } = await inspection(ecr(given), { image, found });
    expect(requests.map(({ url }) => url.host)).not.toContain(api);
  });

  it('a run that is cancelled meanwhile ends', async () => {
    const stop = new AbortController();
    const { http, requests } = scriptedHttp(() => {
      stop.abort();
      return refusal('ThrottlingException');
    });
    const access = { http, clock: new FakeClock(), signal: stop.signal, mask: () => {} };
    await expect(exchangeAccessKey(key, host, access)).rejects.toBeInstanceOf(Cancelled);
    expect(requests).toHaveLength(1);
  });

  it('a limit that ends the wait is told as one, not as a cancelled run', async () => {
    const slow = new FakeClock();
    const script: Script = (request) => {
      if (request.url.host === api) slow.pass(59_999);
      return ecr(refusal('ThrottlingException'))(request);
    };
    const { error } = await inspection(script, { image, login: { ...key }, access: { clock: slow } });
    expect(error?.code).toBe('REGISTRY_TIMEOUT');
  });
});
