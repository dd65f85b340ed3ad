/**
 * Shapes of bodies, as data: what the structs of `api/payloads` say. Everything in them may be left out or null, which
 * come out as undefined alike; only values of a `nullable` map tell null apart.
 */
export type Shape = TextShape | IntShape | AnyShape | ArrayShape | MapShape | ObjectShape;

interface TextShape {
  readonly kind: 'text';
}

interface IntShape {
  readonly kind: 'int';
  readonly go: 'int' | 'int32' | 'int64';
}

/** `interface{}` */
interface AnyShape {
  readonly kind: 'any';
}

interface ArrayShape {
  readonly kind: 'array';
  readonly go: string;
  readonly of: Shape;
}

interface MapShape {
  readonly kind: 'map';
  readonly go: string;
  readonly values: 'text' | 'nullable' | 'any';
}

interface ObjectShape {
  readonly kind: 'object';
  /** Name of the struct. */
  readonly go: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

/** What a body of a shape comes out as. */
export type Decoded<S> = S extends { readonly kind: 'text' }
  ? string
  : S extends { readonly kind: 'int' }
    ? number
    : S extends { readonly kind: 'any' }
      ? unknown
      : S extends { readonly kind: 'array'; readonly of: infer O }
        ? readonly Decoded<O>[]
        : S extends { readonly kind: 'map'; readonly values: infer V }
          ? Readonly<Record<string, V extends 'text' ? string : V extends 'nullable' ? string | null : unknown>>
          : S extends { readonly kind: 'object'; readonly fields: infer F }
            ? { readonly [K in keyof F]: Decoded<F[K]> | undefined }
            : never;

export const text = { kind: 'text' } as const;
export const int = { kind: 'int', go: 'int' } as const;
export const int32 = { kind: 'int', go: 'int32' } as const;
export const int64 = { kind: 'int', go: 'int64' } as const;
export const texts = { kind: 'map', go: 'map[string]string', values: 'text' } as const;

export function object<const F extends Readonly<Record<string, Shape>>>(
  go: string,
  fields: F,
): { readonly kind: 'object'; readonly go: string; readonly fields: F } {
  return { kind: 'object', go: `payloads.${go}`, fields };
}

export function list<const S extends Shape>(
  go: string,
  of: S,
): { readonly kind: 'array'; readonly go: string; readonly of: S } {
  return { kind: 'array', go, of };
}

/** `{"data":{"guid":"…"}}` */
export const relationship = object('Relationship', { data: object('RelationshipData', { guid: text }) });

export const metadata = object('Metadata', { annotations: texts, labels: texts });

const nullableTexts = { kind: 'map', go: 'map[string]*string', values: 'nullable' } as const;
export const metadataPatch = object('MetadataPatch', { annotations: nullableTexts, labels: nullableTexts });

/** `docker` has empty data, and what buildpacks have beside it is there to be refused. */
export const lifecycle = object('Lifecycle', {
  type: text,
  data: object('LifecycleData', { buildpacks: list('[]string', text), stack: text }),
});
