import type { Reply } from '../server.ts';
import type { AccessMode, Need } from './accounts.ts';
import { errorReply, ociError, plainText } from './errors.ts';

export type ProfileName =
  | 'distribution'
  | 'docker-hub'
  | 'ghcr'
  | 'ecr'
  | 'ecr-public'
  | 'acr'
  | 'gar'
  | 'quay'
  | 'gitlab'
  | 'harbor'
  | 'jfrog'
  | 'gitea';

/** What a refusal is about. */
export interface Asked {
  /** As the registry calls itself: `ghcr.io`, `127.0.0.1:43210`. */
  readonly host: string;
  readonly method: string;
  /** Null: the ping, `GET /v2/`. */
  readonly needs: readonly Need[] | null;
  /** Tag or digest; `''`: none was asked for. */
  readonly reference: string;
  /** Undefined: the nameless. */
  readonly account?: string | undefined;
}

export type Words = (asked: Asked) => Reply;

/** A registry that sends people to a token server (distribution, `docs/spec/auth/token.md`). */
export interface TokenLogin {
  readonly scheme: 'bearer';
  /** Where the token server is asked. `repository` undefined: the ping's challenge. */
  readonly path: (repository: string | undefined) => string;
  readonly service: (host: string) => string;
  /** The challenge's scope where a repository is asked for. `needs`: what the request needs; else this very text. */
  readonly scope: 'needs' | 'absent' | '*' | 'aws';
  readonly scopeOfHead?: 'absent';
  readonly ping?: { readonly scope?: string; readonly service?: 'absent' };
  /** Whether a challenge says `error="invalid_token"` or `error="insufficient_scope"`. */
  readonly saysError: boolean;
  /** Another challenge beside, on a header line of its own, which is answered to just as well. */
  readonly basicToo?: string;
  /** What a token is good for: the scope that was asked for, or whatever its holder may do. */
  readonly grants: 'scope' | 'account';
  /** Which scopes of a request count. */
  readonly scopes: 'all' | 'last';
  /** Seconds. */
  readonly life: number;
  readonly answer: (token: string, lifeSeconds: number, now: Date) => object;
  /** For those who ask for what they may not see: a token that opens nothing, or a refusal. */
  readonly nameless: 'token' | Words;
  readonly stranger: 'token' | Words;
  /** A wrong user or password. `token`: treated as nameless. */
  readonly wrong: 'token' | Words;
  /** A password that has been good once. Default: as a wrong one. */
  readonly expired?: Words;
  /** `POST` with a refresh token or a password (distribution, `docs/spec/auth/oauth.md`), or what comes instead. */
  readonly post: 'oauth2' | Words;
}

/** A registry that takes user and password itself (RFC 7617). */
export interface BasicLogin {
  readonly scheme: 'basic';
  readonly challenge: (host: string) => string;
}

/** What a registry of one kind does otherwise than others. */
export interface Profile {
  /** The names it has in the world, for tests that put it behind them. `images`: what those begin with, if not the first. */
  readonly names: {
    readonly registry: string;
    readonly images?: string;
    readonly tokens?: string;
    readonly storage?: string;
  };
  /** By prefix of the repository, unless the caller says otherwise. */
  readonly modes: Readonly<Record<string, AccessMode>>;
  readonly login: TokenLogin | BasicLogin;
  /** A 401 carries the challenge; no other status does. */
  readonly refusals: {
    readonly nameless: Words;
    /** A bearer token that has died or that nobody has issued; for Basic, a wrong user or password. */
    readonly badCredential: Words;
    /** Basic only: a password that has been good once. */
    readonly expired: Words;
    /** A login or token that is good, but not for this. */
    readonly stranger: Words;
  };
  /** For those who may see the repository; all others get what they get for a private one. */
  readonly missing: { readonly repository: Words; readonly manifest: Words };
  /** Whether a repository that does not exist is kept like a private one. */
  readonly hidesMissing: boolean;
  /** HEAD of a manifest without `Docker-Content-Digest`. */
  readonly headWithoutDigest?: true;
  /** Where a blob is fetched. Default: from the registry. */
  readonly blobs?: {
    readonly status: 302 | 307;
    /** `storage`: another origin, by a signed URL. `registry`: another path of the registry. */
    readonly from: 'storage' | 'registry';
    /** What the storage says to a request that has an `Authorization` beside its signature. */
    readonly twoAuthentications: Reply;
  };
  /** Pulls in a window of time: GET of a manifest counts, HEAD does not. */
  readonly limits?: { readonly nameless: number; readonly account: number; readonly windowSeconds: number };
  /** A larger `n` for `tags/list` is refused. */
  readonly mostTags?: number;
}

const repositoryOf = ({ needs }: Asked) => needs?.[0]?.repository ?? '';
const actionOf = ({ needs }: Asked) => needs?.[0]?.action ?? 'pull';
const isTag = ({ reference }: Asked) => !reference.includes(':');
/** distribution's `UnauthorizedErrorResponse`, which many have built upon. */
const accessDetail = ({ needs }: Asked) =>
  needs?.map(({ repository, action }) => ({ Type: 'repository', Class: '', Name: repository, Action: action })) ?? null;

const s3: Reply = {
  status: 400,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified</Message></Error>',
};
const azure: Reply = {
  status: 400,
  headers: { 'content-type': 'application/xml', 'x-ms-error-code': 'InvalidAuthenticationInfo' },
  body: '\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>InvalidAuthenticationInfo</Code><Message>Authentication information is not given in the correct format. Check the value of Authorization header.</Message></Error>',
};

const bearerLogin: TokenLogin = {
  scheme: 'bearer',
  path: () => '/token',
  service: () => 'sandbox-registry',
  scope: 'needs',
  saysError: true,
  grants: 'scope',
  scopes: 'all',
  life: 300,
  answer: (token, life, now) => ({ token, expires_in: life, issued_at: now.toISOString() }),
  nameless: 'token',
  stranger: 'token',
  wrong: () => ({ status: 401, body: { details: 'incorrect username or password' } }),
  post: () => ({ status: 405, headers: { allow: 'GET' }, body: { details: 'GET only' } }),
};

const distribution: Profile = {
  names: { registry: 'registry.example.com' },
  modes: { 'private/': 'bearer' },
  login: bearerLogin,
  refusals: {
    nameless: (asked) => errorReply('UNAUTHORIZED', { detail: accessDetail(asked) }),
    badCredential: (asked) => errorReply('UNAUTHORIZED', { detail: accessDetail(asked) }),
    expired: (asked) => errorReply('UNAUTHORIZED', { detail: accessDetail(asked) }),
    stranger: (asked) => errorReply('UNAUTHORIZED', { detail: accessDetail(asked) }),
  },
  missing: {
    repository: (asked) => manifestUnknown(asked),
    manifest: (asked) => manifestUnknown(asked),
  },
  hidesMissing: false,
};

function manifestUnknown(asked: Asked): Reply {
  const { reference } = asked;
  return errorReply('MANIFEST_UNKNOWN', {
    detail: isTag(asked) ? { Tag: reference } : { Name: repositoryOf(asked), Revision: reference },
  });
}

/** Every repository is read with a token; those under `private/` are not for everybody. */
const hostedModes = { '': 'public', 'private/': 'bearer' } as const;
/** Says the same to everybody who is not let in. */
const alike = (words: Words): Profile['refusals'] => ({
  nameless: words,
  badCredential: words,
  expired: words,
  stranger: words,
});

const hub = alike((asked) => ociError(401, 'UNAUTHORIZED', 'authentication required', accessDetail(asked)));
const ecrHost = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const garResource = (asked: Asked) => {
  const [project = '', repository = ''] = repositoryOf(asked).split('/');
  return `"projects/${project}/locations/europe-west4/repositories/${repository}" (or it may not exist)`;
};
const garNameless: Words = (asked) =>
  ociError(
    403,
    'DENIED',
    `Unauthenticated request. Unauthenticated requests do not have permission "artifactregistry.repositories.downloadArtifacts" on resource ${garResource(asked)}`,
  );
const acr: Words = (asked) =>
  ociError(
    401,
    'UNAUTHORIZED',
    'authentication required, visit https://aka.ms/acr/authorization for more information.',
    asked.needs?.map(({ repository, action }) => ({ Type: 'repository', Name: repository, Action: action })),
  );
const quayUnauthorized: Words = () =>
  ociError(401, 'UNAUTHORIZED', 'access to the requested resource is not authorized', {});
const harborUnauthorized: Words = (asked) => {
  const why =
    asked.needs === null
      ? 'unauthorized'
      : asked.method === 'HEAD' && asked.account === undefined
        ? 'authorize header needed to send HEAD to repository'
        : `unauthorized to access repository: ${repositoryOf(asked)}, action: ${actionOf(asked)}`;
  return ociError(401, 'UNAUTHORIZED', `${why}: ${why}`);
};
const jfrogMissing: Words = (asked) =>
  ociError(404, 'MANIFEST_UNKNOWN', 'The named manifest is not known to the registry.', {
    manifest: `${repositoryOf(asked)}/${asked.reference}`,
  });

/**
 * What hosted registries do otherwise than distribution. Issues are the sources; `(general)` marks what is common
 * knowledge only. Ports aside: the double's token server and storage have ports of their own even where the real ones
 * share the registry's origin, so that a credential that goes to the wrong one shows.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  // distribution 2.8.2, read off Debian's package: `test/real/registry.test.ts`.
  distribution,

  // The token server issues a token to everybody (hub-feedback#1771); the registry then says 401 insufficient_scope and
  // never tells missing from private, but in one's own namespace (distribution#1291; the words there: general). Limits:
  // docker/docs#11648, hub-feedback#2464 (headers, words).
  'docker-hub': {
    names: {
      registry: 'registry-1.docker.io',
      images: 'docker.io',
      tokens: 'auth.docker.io',
      storage: 'production.cloudflare.docker.com',
    },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      path: () => '/token',
      service: () => 'registry.docker.io',
      answer: (token, life, now) => ({
        token,
        access_token: token,
        expires_in: life,
        issued_at: now.toISOString(),
      }),
      post: 'oauth2',
    },
    refusals: hub,
    missing: {
      repository: (asked) =>
        ociError(404, 'NAME_UNKNOWN', 'repository name not known to registry', accessDetail(asked)),
      manifest: ({ reference }) => ociError(404, 'MANIFEST_UNKNOWN', 'manifest unknown', `unknown tag=${reference}`),
    },
    hidesMissing: true,
    blobs: { status: 307, from: 'storage', twoAuthentications: s3 },
    limits: { nameless: 100, account: 200, windowSeconds: 21_600 },
  },

  // The ping's scope is a placeholder (Renovate's comments). No token for the nameless (openai/tunnel-client#75); a dead
  // login is refused even for public images (dexidp/dex#2672: "denied: denied"). No `expires_in`. A job's token without
  // access: actions/runner#1039. Missing package: podtato-head#66. Storage (general).
  ghcr: {
    names: { registry: 'ghcr.io', storage: 'pkg-containers.githubusercontent.com' },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      service: () => 'ghcr.io',
      ping: { scope: 'repository:user/image:pull' },
      saysError: false,
      answer: (token) => ({ token }),
      nameless: () => ociError(401, 'UNAUTHORIZED', 'authentication required'),
      wrong: () => ociError(403, 'DENIED', 'denied'),
      post: () => plainText(404, '404 page not found\n'),
    },
    refusals: {
      nameless: () => ociError(401, 'UNAUTHORIZED', 'authentication required'),
      badCredential: () => ociError(403, 'DENIED', 'invalid token'),
      expired: () => ociError(403, 'DENIED', 'invalid token'),
      stranger: () => ociError(403, 'DENIED', 'installation not allowed to Read organization package'),
    },
    missing: {
      repository: () => ociError(404, 'NAME_UNKNOWN', 'repository name not known to registry'),
      manifest: () => ociError(404, 'MANIFEST_UNKNOWN', 'manifest unknown'),
    },
    hidesMissing: true,
    blobs: { status: 307, from: 'storage', twoAuthentications: azure },
  },

  // Basic alone, nothing for the nameless. Challenge: regclient#136. "Not Authorized": amazon-ecr-credential-helper#319.
  // A dead password: 403 in plain text, amazon-ecr-credential-helper#7 (today also as JSON, flipt#3043), and no challenge.
  // Missing things (general). `n` above 1,000: 405.
  ecr: {
    names: {
      registry: ecrHost,
      storage: 'prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com',
    },
    modes: { '': 'basic' },
    login: { scheme: 'basic', challenge: (host) => `Basic realm="https://${host}/",service="ecr.amazonaws.com"` },
    refusals: {
      nameless: () => plainText(401, 'Not Authorized\n'),
      badCredential: () => plainText(401, 'Not Authorized\n'),
      expired: () =>
        plainText(403, "Your Authorization Token has expired. Please run 'aws ecr get-login' to fetch a new one."),
      stranger: (asked) =>
        ociError(
          403,
          'DENIED',
          `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/${repositoryOf(asked)} because no identity-based policy allows the ecr:BatchGetImage action`,
        ),
    },
    missing: {
      repository: (asked) =>
        ociError(
          404,
          'NAME_UNKNOWN',
          `The repository with name '${repositoryOf(asked)}' does not exist in the registry with id '123456789012'`,
        ),
      manifest: () => ociError(404, 'MANIFEST_UNKNOWN', 'Requested image not found'),
    },
    hidesMissing: true,
    blobs: { status: 307, from: 'storage', twoAuthentications: s3 },
    mostTags: 1000,
  },

  // Challenge with the scope `aws`: fluxcd/flux#3492. A token that is dead or no bearer token at all: 400 without a
  // challenge (aws/containers-roadmap#2835, oras-go#1227, dependabot/proxy#157). A dead login: 403 from the token server
  // (awslabs/eksdemo#68). Everything there is public, so what is missing is said to be (general).
  'ecr-public': {
    names: { registry: 'public.ecr.aws', storage: 'd2glxqk2uabbnd.cloudfront.net' },
    modes: { '': 'public' },
    login: {
      ...bearerLogin,
      path: () => '/token/',
      service: () => 'public.ecr.aws',
      scope: 'aws',
      ping: { scope: 'aws' },
      saysError: false,
      grants: 'account',
      life: 3600,
      answer: (token) => ({ token }),
      wrong: () => ociError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.'),
      post: () => plainText(405, 'Method Not Allowed\n'),
    },
    refusals: {
      nameless: () => ociError(401, 'DENIED', 'Not Authorized'),
      badCredential: () => ociError(400, 'DENIED', 'Your Authorization Token is invalid.'),
      expired: () => ociError(400, 'DENIED', 'Your Authorization Token is invalid.'),
      stranger: () => ociError(403, 'DENIED', 'Not Authorized'),
    },
    missing: {
      repository: (asked) =>
        ociError(
          404,
          'NAME_UNKNOWN',
          `The repository with name '${repositoryOf(asked)}' does not exist in the registry with id 'acme'`,
        ),
      manifest: () => ociError(404, 'MANIFEST_UNKNOWN', 'Requested image not found'),
    },
    hidesMissing: false,
    blobs: { status: 307, from: 'storage', twoAuthentications: s3 },
  },

  // Challenge of the ping without scope: Azure/acr#207. Words: Azure/acr#676. `access_token`, no `expires_in`; OAuth2
  // form for refresh tokens: Azure/acr `docs/AAD-OAuth.md`. Storage that refuses: Azure/acr#217. Missing things (general).
  acr: {
    names: { registry: 'acme.azurecr.io', storage: 'weumanaged12.blob.core.windows.net' },
    modes: { '': 'bearer', 'public/': 'public' },
    login: {
      ...bearerLogin,
      path: () => '/oauth2/token',
      service: (host) => host,
      life: 4500,
      answer: (token) => ({ access_token: token }),
      nameless: acr,
      wrong: acr,
      post: 'oauth2',
    },
    refusals: alike(acr),
    missing: {
      repository: (asked) =>
        ociError(404, 'NAME_UNKNOWN', `repository "${repositoryOf(asked)}" is not found`, {
          name: repositoryOf(asked),
        }),
      manifest: (asked) =>
        isTag(asked)
          ? ociError(404, 'MANIFEST_UNKNOWN', `manifest tagged by "${asked.reference}" is not found`, {
              Tag: asked.reference,
            })
          : ociError(404, 'MANIFEST_UNKNOWN', `manifest ${asked.reference} is not found`, {
              Revision: asked.reference,
            }),
    },
    hidesMissing: true,
    blobs: { status: 307, from: 'storage', twoAuthentications: azure },
  },

  // The ping names no service: apple/container#1026. The refusal comes from the token server, 403 for the nameless:
  // GoogleCloudPlatform/aactl#233. Wrong login, blobs by way of the registry's own `artifacts-downloads` (general).
  gar: {
    names: { registry: 'europe-west4-docker.pkg.dev' },
    modes: { '': 'bearer', 'acme/public/': 'public' },
    login: {
      ...bearerLogin,
      path: () => '/v2/token',
      service: (host) => host,
      ping: { service: 'absent' },
      saysError: false,
      life: 3600,
      answer: (token, life, now) => ({ token, expires_in: life, issued_at: now.toISOString() }),
      nameless: garNameless,
      stranger: (asked) =>
        ociError(
          403,
          'DENIED',
          `Permission "artifactregistry.repositories.downloadArtifacts" denied on resource ${garResource(asked)}`,
        ),
      wrong: () => ociError(401, 'UNAUTHORIZED', 'authentication failed'),
      post: () => plainText(404, 'Not Found\n'),
    },
    refusals: {
      nameless: () => ociError(401, 'UNAUTHORIZED', "You don't have the needed permissions to perform this operation."),
      badCredential: () => ociError(401, 'UNAUTHORIZED', 'authentication failed'),
      expired: () => ociError(401, 'UNAUTHORIZED', 'authentication failed'),
      stranger: garNameless,
    },
    missing: {
      repository: (asked) => ociError(404, 'NAME_UNKNOWN', `Repository "${repositoryOf(asked)}" not found`),
      manifest: (asked) =>
        ociError(404, 'MANIFEST_UNKNOWN', `Failed to fetch "${asked.reference}"`, { Tag: asked.reference }),
    },
    hidesMissing: true,
    blobs: { status: 302, from: 'registry', twoAuthentications: s3 },
  },

  // 401 for missing and private alike, with a login, too: quay/quay#1054, giantswarm/retagger#353. Words:
  // BaobabLims/baobab.lims#103. The token server's words for a wrong login (general).
  quay: {
    names: { registry: 'quay.io', storage: 'cdn01.quay.io' },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      path: () => '/v2/auth',
      service: (host) => host,
      saysError: false,
      answer: (token) => ({ token }),
      wrong: () => ociError(401, 'UNAUTHORIZED', 'Invalid Username or Password', {}),
      post: () => plainText(405, 'Method Not Allowed\n'),
    },
    refusals: alike(quayUnauthorized),
    missing: {
      repository: quayUnauthorized,
      manifest: () => ociError(404, 'MANIFEST_UNKNOWN', 'manifest unknown', {}),
    },
    hidesMissing: true,
    blobs: { status: 302, from: 'storage', twoAuthentications: s3 },
  },

  // Another host for tokens; 403 "access forbidden" when nothing of the scope is granted to the nameless, a token that
  // opens nothing for users (GitLab, `container_registry_authentication_service.rb`; getwud/wud#600). The last scope
  // only: estesp/manifest-tool#53.
  gitlab: {
    names: { registry: 'registry.gitlab.com', tokens: 'gitlab.com', storage: 'cdn.registry.gitlab-static.net' },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      path: () => '/jwt/auth',
      service: () => 'container_registry',
      scopes: 'last',
      answer: (token) => ({ token }),
      nameless: () => ociError(403, 'DENIED', 'access forbidden'),
      wrong: () =>
        ociError(
          401,
          'UNAUTHORIZED',
          "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password.",
        ),
      post: () => plainText(404, 'Not Found\n'),
    },
    refusals: {
      ...hub,
      stranger: (asked) => ociError(403, 'DENIED', 'requested access to the resource is denied', accessDetail(asked)),
    },
    missing: {
      repository: (asked) =>
        ociError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name: repositoryOf(asked) }),
      manifest: ({ reference }) => ociError(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { Tag: reference }),
    },
    hidesMissing: true,
    blobs: { status: 307, from: 'storage', twoAuthentications: s3 },
  },

  // NOT_FOUND instead of MANIFEST_UNKNOWN: buildpacks/lifecycle#304. Words: goharbor/harbor#17713, #15052 (ping),
  // #21002 (HEAD). A wrong login gets a token that opens nothing, as long as a scope is asked for (general).
  harbor: {
    names: { registry: 'harbor.example.com' },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      path: () => '/service/token',
      service: () => 'harbor-registry',
      saysError: false,
      life: 1800,
      answer: (token, life, now) => ({
        token,
        access_token: token,
        expires_in: life,
        issued_at: now.toISOString(),
      }),
      wrong: 'token',
      post: () => plainText(405, 'Method Not Allowed\n'),
    },
    refusals: alike(harborUnauthorized),
    missing: {
      repository: (asked) => harborMissing(asked),
      manifest: (asked) => harborMissing(asked),
    },
    hidesMissing: true,
  },

  // No scope on HEAD: containerd#3556. The realm names the repository key: earthly/earthly#1017. POST to the token
  // server 401: containerd#6339. No access: kubernetes#65958. Missing: mariadb-operator#1295. No digest header on HEAD; a
  // number where the code should be, for a wrong login (general).
  jfrog: {
    names: { registry: 'acme.jfrog.io' },
    modes: { '': 'bearer', 'docker-public/': 'public' },
    login: {
      ...bearerLogin,
      path: (repository) => `/artifactory/api/docker/${repository?.split('/', 1)[0] ?? 'null'}/v2/token`,
      service: (host) => host,
      scopeOfHead: 'absent',
      saysError: false,
      life: 3600,
      answer: (token, life) => ({ token, expires_in: life }),
      nameless: () => jfrogStatus(401, 'Authentication is required'),
      wrong: () => jfrogStatus(401, 'Bad credentials'),
      post: () => jfrogStatus(401, 'Authentication is required'),
    },
    refusals: {
      nameless: () => ociError(401, 'UNAUTHORIZED', 'Authentication is required', null),
      badCredential: () => jfrogStatus(401, 'Token failed verification: parse'),
      expired: () => jfrogStatus(401, 'Token failed verification: expired'),
      stranger: (asked) =>
        ociError(403, 'UNAUTHORIZED', 'The client does not have permission for manifest', {
          manifest: `${repositoryOf(asked)}/${asked.reference}`,
        }),
    },
    missing: { repository: jfrogMissing, manifest: jfrogMissing },
    hidesMissing: true,
    headWithoutDigest: true,
  },

  // Bearer with the scope `*`, and Basic on a second line (Gitea, `routers/api/packages/container/container.go`,
  // go-gitea/gitea#37290). Its tokens are the account's.
  gitea: {
    names: { registry: 'gitea.example.com' },
    modes: hostedModes,
    login: {
      ...bearerLogin,
      path: () => '/v2/token',
      service: () => 'container_registry',
      scope: '*',
      ping: { scope: '*' },
      saysError: false,
      basicToo: 'Basic realm="Gitea Container Registry"',
      grants: 'account',
      answer: (token) => ({ token }),
      wrong: () => ociError(401, 'UNAUTHORIZED', ''),
      post: () => plainText(404, 'Not found.\n'),
    },
    refusals: alike(() => ociError(401, 'UNAUTHORIZED', '')),
    missing: {
      repository: () => ociError(404, 'NAME_UNKNOWN', ''),
      manifest: () => ociError(404, 'MANIFEST_UNKNOWN', ''),
    },
    hidesMissing: true,
  },
};

function harborMissing(asked: Asked): Reply {
  const separator = isTag(asked) ? ':' : '@';
  return ociError(404, 'NOT_FOUND', `artifact ${repositoryOf(asked)}${separator}${asked.reference} not found`);
}

function jfrogStatus(status: number, message: string): Reply {
  return { status, body: { errors: [{ status, message }] } };
}
