import { createHash, createHmac } from 'node:crypto';

/** An access key of IAM. The id names it and is no secret. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/** A request to one of AWS's services: what a signature covers. */
export interface AwsRequest {
  readonly method: string;
  readonly url: URL;
  /** All of them are signed. Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where a signature is good: `us-east-1` and `ecr`. */
export interface SigningScope {
  readonly region: string;
  readonly service: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * The headers of a request with those that prove who sends it: `x-amz-date` and `authorization`, in lower case (AWS
 * Signature Version 4, "Create a signed AWS API request" in IAM's user guide). What proves it is made with the secret;
 * the secret itself is not in it. Paths are encoded as all services but S3 want it.
 *
 * @param now milliseconds since the epoch. A signature is good for some minutes around it: 5 or 15, as the service has it
 */
export function signedHeaders(
  request: AwsRequest,
  key: AccessKey,
  { region, service }: SigningScope,
  now: number,
): Readonly<Record<string, string>> {
  // 20150830T123600Z
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const headers = lowerCased({ ...request.headers, 'x-amz-date': date });
  const covered = { ...headers, host: request.url.host };
  const names = Object.keys(covered).sort(byCodeUnit).join(';');
  const scope = [day, region, service, 'aws4_request'].join('/');
  const toSign = [algorithm, date, scope, sha256(canonicalRequest(request, covered, names))].join('\n');
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${key.secret}`);
  const signature = hmac(signingKey, toSign).toString('hex');
  const authorization = `${algorithm} Credential=${key.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

/** The one way to write a request down, so that both sides sign the same text. */
function canonicalRequest(
  { method, url, body }: AwsRequest,
  headers: Readonly<Record<string, string>>,
  names: string,
): string {
  const lines = Object.entries(headers)
    .map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')] as const)
    .sort(byName)
    .map(([name, value]) => `${name}:${value}\n`);
  // Encoded once more: it is encoded in the URL already.
  const path = url.pathname.split('/').map(encoded).join('/');
  return [method, path, canonicalQuery(url), lines.join(''), names, sha256(body)].join('\n');
}

/** Sorted by what the names become when they are encoded, and by the values where names are the same. */
function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort((one, other) => byName(one, other) || byCodeUnit(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** AWS's `UriEncode`: all but RFC 3986's unreserved characters, which are fewer than those that JavaScript leaves alone. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return byCodeUnit(one, other);
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
