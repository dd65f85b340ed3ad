/** What the config of an image says (OCI image-spec, `config.md`). */
export interface ConfigToPublish {
  readonly entrypoint?: readonly string[];
  /** Default `['/app']`; empty: none. */
  readonly cmd?: readonly string[];
  /** As `EXPOSE` takes them. Default `['8080/tcp']`. */
  readonly exposedPorts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly env?: readonly string[];
  readonly volumes?: readonly string[];
  /** As `Test` has it: `['CMD-SHELL', 'curl -f http://localhost/']`, `['NONE']`. */
  readonly healthcheck?: readonly string[];
  readonly stopSignal?: string;
  readonly onBuild?: readonly string[];
  /** RFC 3339; null: not said. */
  readonly created?: string | null;
  /** Default: one step for each layer. Null: none is written. */
  readonly history?: readonly HistoryStep[] | null;
  /** Default `layers`, and a digest for each layer. */
  readonly rootfs?: { readonly type?: string; readonly diffIds?: readonly string[] };
  /** Laid over the whole document as it would be without: to add or spoil a field; `undefined` takes it out. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface HistoryStep {
  readonly createdBy: string;
  /** The step made no layer: `ENV`, `CMD`. */
  readonly emptyLayer?: boolean;
}

/** The config document for `platform`. `diffIds`: of the layers, uncompressed, the lowest first. */
export function configOf(image: ConfigToPublish, platform: string, diffIds: readonly string[]): object {
  const created = image.created === undefined ? '2026-11-20T09:30:00Z' : image.created;
  const time = created === null ? {} : { created };
  const steps: readonly HistoryStep[] =
    image.history ?? diffIds.map((_, index) => ({ createdBy: `COPY ${index === 0 ? 'app' : `part-${index}`} /` }));
  const history = steps.map(({ createdBy, emptyLayer }) => ({
    ...time,
    created_by: createdBy,
    ...(emptyLayer === true ? { empty_layer: true } : {}),
  }));
  const keys = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));
  const { healthcheck, volumes, labels, entrypoint, user, workingDir, stopSignal, onBuild } = image;
  const exposed = image.exposedPorts ?? ['8080/tcp'];
  const { os, architecture, variant } = platformOf(platform);
  return {
    ...time,
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: {
      Env: image.env ?? ['PATH=/usr/local/bin:/usr/bin:/bin'],
      ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
      Cmd: image.cmd ?? ['/app'],
      ...(exposed.length === 0 ? {} : { ExposedPorts: keys(exposed) }),
      ...(volumes === undefined ? {} : { Volumes: keys(volumes) }),
      ...(healthcheck === undefined ? {} : { Healthcheck: { Test: healthcheck } }),
      ...(user === undefined ? {} : { User: user }),
      ...(workingDir === undefined ? {} : { WorkingDir: workingDir }),
      ...(stopSignal === undefined ? {} : { StopSignal: stopSignal }),
      ...(onBuild === undefined ? {} : { OnBuild: onBuild }),
      ...(labels === undefined ? {} : { Labels: labels }),
    },
    rootfs: { type: image.rootfs?.type ?? 'layers', diff_ids: image.rootfs?.diffIds ?? diffIds },
    ...(image.history === null ? {} : { history }),
    ...image.config,
  };
}

export function platformOf(platform: string): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
