/** The image that this one is built on. */
export interface BaseImage {
  /** As people write it: `debian:12-slim`. */
  readonly name: string;
  /** The digest that was built on, where the image says so. */
  readonly digest?: string;
  /** `stale`: the name points at something newer. `unknown`: nobody looked, or it cannot be told. */
  readonly state: 'current' | 'stale' | 'unknown';
  /** What the name points at now. */
  readonly newest?: string;
}
