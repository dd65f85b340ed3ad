/** The entries of this action: `action.yml` in the root, in `task` and in `rollback`. */
export type Entry = 'deploy' | 'task' | 'rollback';

/** What an `action.yml` says of an input. A test holds the two equal. */
interface Words {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

export interface InputDefinition extends Words {
  readonly name: string;
  /** Masked before anything is printed. */
  readonly secret?: true;
  /** The entries that have it, with the words that are others there. Absent: `deploy` alone. */
  readonly in?: { readonly [E in Entry]?: Partial<Words> };
}

const everywhere = { deploy: {}, task: {}, rollback: {} } as const;
/** What has to do with an image that is brought along. */
const withImage = { deploy: {}, task: {} } as const;
/** What has to do with a release. */
const releasing = { deploy: {}, rollback: {} } as const;

/** Every input, once, in the order of the `action.yml` files. */
export const inputDefinitions = [
  {
    name: 'image',
    required: true,
    description:
      'The image to deploy, by tag or digest: `ghcr.io/acme/web:1.4.2`. A tag is resolved once; the digest is what is deployed.',
    in: {
      deploy: {},
      task: {
        required: false,
        description:
          'Run the command in this image, not in that of the current release: by tag or digest. It is made ready, not released. Cloud Foundry only so far.',
      },
    },
  },
  {
    name: 'to',
    description:
      'The release to go back to: its id or version as the platform tells it, or the digest of its image. Empty: the last one that served before this one.',
    in: { rollback: {} },
  },
  { name: 'app', description: "Name of the app. Default: the repository's name.", in: everywhere },
  {
    name: 'platform',
    default: 'auto',
    description: '`cloudfoundry`, `deis` (Deis v1, Workflow v2, Hephy) or `drycc`; `auto` asks the API.',
    in: everywhere,
  },
  {
    name: 'api',
    required: true,
    description:
      'URL of the CF API (`https://api.fr.cloud.gov`) or of the controller (`https://deis.example.com`). Must be https.',
    in: everywhere,
  },
  {
    name: 'token',
    secret: true,
    description:
      'Deis or Drycc token: `token` in the client file after `deis login`; `drycc tokens add` makes one. Korifi: a token of Kubernetes.',
    in: everywhere,
  },
  { name: 'username', description: 'User name, for a login with a password (Cloud Foundry, Deis).', in: everywhere },
  { name: 'password', secret: true, description: 'Password of `username`. Store it as a secret.', in: everywhere },
  {
    name: 'origin',
    description: 'Cloud Foundry: the identity provider of the user, when the same name exists in several.',
    in: everywhere,
  },
  {
    name: 'client-id',
    description:
      'Cloud Foundry: UAA client to log in as; it needs the role SpaceDeveloper. With `oidc: user`, the client that hands the token in (default: `cf`).',
    in: everywhere,
  },
  { name: 'client-secret', secret: true, description: 'Secret of `client-id`.', in: everywhere },
  {
    name: 'oidc',
    default: 'none',
    description:
      'Cloud Foundry: log in with the job’s own OIDC token, no secret stored: as a `user`, or as the `client` of client-id. Needs `id-token: write`, and the operator’s consent: docs/cloud-foundry-login.md.',
    in: everywhere,
  },
  {
    name: 'oidc-audience',
    description:
      'What the OIDC token is made out to. Empty: UAA’s token endpoint, `https://uaa.example.org/oauth/token`. Korifi: an audience of its Kubernetes.',
    in: everywhere,
  },
  { name: 'org', description: 'Cloud Foundry organization. Required there.', in: everywhere },
  { name: 'space', description: 'Cloud Foundry space. Required there.', in: everywhere },
  { name: 'workspace', description: 'Drycc: the workspace in which the app is created if it does not exist yet.' },
  {
    name: 'registry-username',
    description:
      'User with which the platform pulls the image, now and at every later restart. Leave empty for a public image.',
    in: withImage,
  },
  {
    name: 'registry-password',
    secret: true,
    description:
      'Password or token of `registry-username`. The platform stores it: use one that lives on, not the job’s GITHUB_TOKEN.',
    in: withImage,
  },
  {
    name: 'use-docker-login',
    default: 'true',
    description:
      'Read a private image with the login that an earlier step made (`docker login`), when registry-username is empty. The platform is never given that login.',
    in: withImage,
  },
  {
    name: 'auth-realm-hosts',
    description: 'Token servers on other domains that may be given the registry’s login: host names, one a line.',
    in: withImage,
  },
  {
    name: 'allow-private-network',
    default: 'false',
    description: '`true`: the registry may name token servers and storage at private addresses.',
    in: withImage,
  },
  {
    name: 'instances',
    description: 'Wanted instances: `3`, or `web=3 worker=1`. Empty: as many as now (1 for a new app).',
  },
  {
    name: 'memory',
    description: 'Memory of one instance: `512M`, `1G`; on Drycc that of a limit plan. Empty: as it is.',
    in: { deploy: {}, task: { description: 'Memory for the command: `512M`, `1G`. Empty: the platform’s own.' } },
  },
  {
    name: 'disk',
    description: 'Cloud Foundry: disk of one instance: `1G`. Empty: as it is.',
    in: { deploy: {}, task: { description: 'Disk for the command: `1G`. Empty: the platform’s own.' } },
  },
  {
    name: 'command',
    description: 'Start command, in place of the image’s own. Empty: as it is. Put no secret in it: use env.',
    in: {
      deploy: {},
      task: {
        required: true,
        description:
          'What is run, by the shell of the image: `rake db:seed`. Put no secret in it: the app’s variables are there.',
      },
    },
  },
  {
    name: 'port',
    description:
      'The port the app listens on. Empty: as it is, else the one the image exposes. On Cloud Foundry it belongs to the routes of the app.',
  },
  {
    name: 'health-check',
    description:
      'How the platform finds out that an instance is healthy: `port`, `http /path`, or on Cloud Foundry `process`. Empty: as it is.',
  },
  {
    name: 'health-check-timeout',
    description: 'Cloud Foundry: how long an instance may take to become healthy: `90s`. Empty: as it is.',
  },
  {
    name: 'readiness-check',
    description:
      'Cloud Foundry: when an instance that runs gets traffic: `process` (always), `port`, or `http /path`. Empty: as it is.',
  },
  {
    name: 'env',
    description:
      'Environment variables: `KEY=VALUE` lines, or one JSON object. Empty: as they are. Their values are never shown.',
  },
  {
    name: 'env-mode',
    default: 'merge',
    description: '`merge`: variables that env does not name stay; `replace`: they are removed.',
  },
  {
    name: 'routes',
    description:
      'Addresses under which the app is reached, one a line: `www.example.com`, `www.example.com/path`, with `=8080` for the port that the app listens on; `none`: no address. Made where they are missing. Cloud Foundry only so far. Empty: as they are; the default one for a new app.',
  },
  {
    name: 'routes-mode',
    default: 'add',
    description:
      '`add`: addresses that routes does not name stay; `exact`: they are taken away, once the new release is live.',
  },
  {
    name: 'services',
    description:
      'Services that the app is bound to, by name, one a line; those that are bound stay. Cloud Foundry only so far.',
  },
  {
    name: 'labels',
    description: 'Labels of the app on the platform: `KEY=VALUE` lines. Cloud Foundry only so far. Others stay.',
  },
  {
    name: 'manifest',
    description:
      'Path of a Cloud Foundry manifest, or for Deis and Drycc of a Procfile, in the workspace. Of several apps in a manifest the one named `app` counts; other inputs count before the file.',
  },
  {
    name: 'before-release',
    description:
      'A command that is run once on the new image before it gets traffic, such as a migration; when it fails, nothing is released. Cloud Foundry only so far.',
  },
  { name: 'before-release-memory', description: 'Memory for `before-release`: `512M`. Empty: the platform’s own.' },
  { name: 'before-release-timeout', description: 'Longest time for `before-release`: `10m`. Empty: 15 minutes.' },
  {
    name: 'strategy',
    default: 'rolling',
    description:
      '`rolling`: instance after instance; `canary`: a part of them first, judged step by step; `recreate`: the old ones are stopped first, with a gap. Other than rolling: Cloud Foundry only.',
  },
  {
    name: 'canary-steps',
    description:
      'With `strategy: canary`, the shares of the new release at which it is judged, in percent: `10 50`. Empty: one instance.',
  },
  {
    name: 'max-in-flight',
    description:
      'Instances that are replaced at the same time: `2`. Cloud Foundry only so far; it needs room for as many more. Empty: one.',
    in: releasing,
  },
  {
    name: 'smoke-test',
    description:
      'What must answer before the release counts as live: a path of the app (`/healthz`), or a URL. Its failure is a failed release.',
    in: releasing,
  },
  {
    name: 'smoke-test-status',
    description: 'Status codes that pass: `200 204`, `200-399`. Empty: 200-299.',
    in: releasing,
  },
  { name: 'smoke-test-text', description: 'Text that the answer must hold.', in: releasing },
  {
    name: 'smoke-test-timeout',
    description: 'How long it may take until the answer is right, since routers lag: `30s`. Empty: one minute.',
    in: releasing,
  },
  {
    name: 'if-busy',
    default: 'wait',
    description:
      'Another deploy of this app is under way: `wait` for its end, `replace` it (Cloud Foundry, Drycc), or `fail`.',
    in: releasing,
  },
  {
    name: 'mode',
    default: 'deploy',
    description: '`deploy`, or `plan`: print what would change and write nothing.',
    in: releasing,
  },
  {
    name: 'image-checks',
    default: 'enforce',
    description:
      '`enforce`: an image that cannot run on the platform stops the deploy; `warn`: it is only said; `off`. Codes with a minus leave single checks out: `enforce -OLD_IMAGE`.',
    in: withImage,
  },
  {
    name: 'image-platform',
    default: 'linux/amd64',
    description: 'What the platform’s machines run: `linux/amd64`, `linux/arm64`.',
    in: withImage,
  },
  {
    name: 'base-image',
    description:
      'Image that this one is built on, to be told when there is a newer one: `debian:12-slim`. Empty: the one that the image names, if asking costs little.',
  },
  {
    name: 'timeout',
    description:
      'Longest time for the roll-out: `10m`, `1h`. Empty: derived from instances and health checks. Keep it below timeout-minutes of the job.',
    in: {
      deploy: {},
      rollback: {},
      task: {
        description:
          'Longest time for the command: `10m`, `1h`. Empty: 15 minutes. Keep it below timeout-minutes of the job.',
      },
    },
  },
  {
    name: 'ca-certificate',
    description:
      'Certificates of a private authority, for the platform and the registry: PEM text, or the path of a file. Added to those that everybody trusts.',
    in: everywhere,
  },
  {
    name: 'on-failure',
    default: 'restore',
    description: '`restore`: the previous release serves again after a failure; `keep`: leave things as they are.',
    in: releasing,
  },
  {
    name: 'on-cancel',
    default: 'restore',
    description: '`restore`: a cancelled run puts the previous release back; `keep`: the platform goes on alone.',
    in: {
      deploy: {},
      rollback: {},
      task: { description: '`restore`: the command of a cancelled run is ended; `keep`: it goes on alone.' },
    },
  },
  {
    name: 'summary',
    default: 'always',
    description: 'Job summary: `always`, `on-failure` or `never`.',
    in: everywhere,
  },
] as const satisfies readonly InputDefinition[];

export type InputName = (typeof inputDefinitions)[number]['name'];

/** The inputs of one entry, in its own words; what it is about comes first. */
export function inputsOf(entry: Entry): readonly InputDefinition[] {
  const definitions: readonly InputDefinition[] = inputDefinitions;
  const isMain = ({ in: entries }: InputDefinition) => entries?.[entry]?.required === true;
  const ordered = [...definitions.filter(isMain), ...definitions.filter((definition) => !isMain(definition))];
  return ordered.flatMap(({ in: entries = { deploy: {} }, ...words }) => {
    const own = entries[entry];
    return own === undefined ? [] : [{ ...words, ...own }];
  });
}
