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

/** Whether an image for `platform` runs where `wanted` is asked for: any variant does, unless one is asked for. */
export function isFor(platform: ImagePlatform, wanted: ImagePlatform): boolean {
  const sameVariant = wanted.variant === undefined || platform.variant === wanted.variant;
  return platform.os === wanted.os && platform.architecture === wanted.architecture && sameVariant;
}
