export type Json = Readonly<Record<string, unknown>>;

/** `{"data": {"guid": "…"}}` and nothing else. */
export function toOneGuid(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).join() !== 'data') return undefined;
  return guidOf(value['data']);
}

/** `{"guid": "…"}` and nothing else. */
export function guidOf(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).join() !== 'guid') return undefined;
  const { guid } = value;
  return typeof guid === 'string' && guid.length >= 1 && guid.length <= 200 ? guid : undefined;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown; readonly guid?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
