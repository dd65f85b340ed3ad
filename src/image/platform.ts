/** What an image is built for, in the words of the OCI image-spec (GOOS, GOARCH). */
export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** What the platforms run unless somebody says otherwise. */
export const linuxAmd64: ImagePlatform = { os: 'linux', architecture: 'amd64' };

const architectures: Readonly<Record<string, Pick<ImagePlatform, 'architecture' | 'variant'>>> = {
  x86_64: { architecture: 'amd64' },
  'x86-64': { architecture: 'amd64' },
  aarch64: { architecture: 'arm64' },
  armhf: { architecture: 'arm', variant: 'v7' },
};

/** The variants that mean the same as none. */
const plainVariants: Readonly<Record<string, string>> = { amd64: 'v1', arm64: 'v8' };

/** The platform in the image-spec's words, after containerd's `platforms.Normalize`. */
export function normalPlatform(platform: ImagePlatform): ImagePlatform {
  const os = platform.os.toLowerCase();
  const written = platform.architecture.toLowerCase();
  const known = Object.hasOwn(architectures, written) ? architectures[written] : undefined;
  const architecture = known?.architecture ?? written;
  const variant = (platform.variant ?? known?.variant)?.toLowerCase();
  const matters = variant !== undefined && variant !== '' && plainVariants[architecture] !== variant;
  return { os, architecture, ...(matters ? { variant } : {}) };
}

/** `linux/arm64`, `linux/arm/v7`. */
export function platformName({ os, architecture, variant }: ImagePlatform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether two normalised platforms are one. */
export function samePlatform(a: ImagePlatform, b: ImagePlatform): boolean {
  return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}

/** Whether an image for `platform` runs where `wanted` is asked for. Both are normalised. */
export function isFor(platform: ImagePlatform, wanted: ImagePlatform): boolean {
  return rankFor(platform, wanted) !== undefined;
}

/**
 * How far an image for `platform` is from what is `wanted`: 0 is the best of several, undefined runs there not at all.
 * Both are normalised.
 *
 * Where no variant is wanted any will do, and none is better. Where one is, it has to be that one; but an arm runs what
 * was built for the arms before it, down to v5, and last what does not say for which (containerd, `platforms`).
 */
export function rankFor(platform: ImagePlatform, wanted: ImagePlatform): number | undefined {
  if (platform.os !== wanted.os || platform.architecture !== wanted.architecture) return undefined;
  if (platform.variant === wanted.variant) return 0;
  if (wanted.variant === undefined) return 1;
  if (wanted.architecture !== 'arm') return undefined;
  const newest = armVersion(wanted.variant);
  if (newest === undefined) return undefined;
  if (platform.variant === undefined) return newest;
  const version = armVersion(platform.variant);
  return version === undefined || version > newest ? undefined : newest - version;
}

/** `v5` to `v8`, as a number. */
function armVersion(variant: string): number | undefined {
  const digit = /^v([5-8])$/.exec(variant)?.[1];
  return digit === undefined ? undefined : Number(digit);
}
