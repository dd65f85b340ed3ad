import type { Reply } from '../server.ts';

/**
 * An answer in the form of the Cloud Foundry API v3.
 *
 * @see cloudfoundry/korifi: api/errors/errors.go
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: number;
  readonly title: string;

  constructor(status: number, code: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
  }

  reply(): Reply {
    const error = { detail: this.message, title: this.title, code: this.code };
    return jsonReply(this.status, { errors: [error] });
  }
}

/** As Go's encoder leaves it: with a line's end. */
export function jsonReply(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: `${JSON.stringify(body)}\n` };
}

/** What the sandbox does not play is refused, and loudly: a guess would hide a bug. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
  constructor(what: string) {
    super(`the sandbox does not model this: ${what}`);
  }
}

/** What the API tells of; missing and invisible look the same. */
export type ResourceType =
  | ('App' | 'Build' | 'Deployment' | 'Domain' | 'Droplet' | 'Feature' | 'Job' | 'Org' | 'Package' | 'Pod' | 'Process')
  | ('Route' | 'RunnerInfo' | 'Space' | 'Task');

export const parseError = () =>
  new ApiError(400, 1001, 'CF-MessageParseError', 'Request invalid due to parse error: invalid request body');
export const badQuery = (keys: readonly string[]) => {
  const valid = keys.map((key) => `'${key}'`).join(', ');
  const detail = `The query parameter is invalid: Valid parameters are: ${valid}`;
  return new ApiError(400, 10005, 'CF-BadQueryParameter', detail);
};
export const noRollingDeploy = () =>
  new ApiError(
    ...([400, 42000, 'CF-RollingDeployNotSupported'] as const),
    "The configured runner 'statefulset-runner' does not support rolling deploys",
  );
export const notAuthenticated = () => new ApiError(401, 10002, 'CF-NotAuthenticated', 'Authentication error');
export const invalidToken = () => new ApiError(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');
export const notAuthorized = () =>
  new ApiError(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');
export const unknownRequest = () => new ApiError(404, 10000, 'CF-NotFound', 'Unknown request');
export const notFound = (type: ResourceType) =>
  notFoundAs(`${type} not found. Ensure it exists and you have access to it.`);
export const notFoundAs = (detail: string) => new ApiError(404, 10010, 'CF-ResourceNotFound', detail);
export const unprocessable = (detail: string) => new ApiError(422, 10008, 'CF-UnprocessableEntity', detail);
export const notUnique = (detail: string) => new ApiError(422, 10016, 'CF-UniquenessError', detail);
export const unknownError = () => new ApiError(500, 10001, 'UnknownError', 'An unknown error occurred.');
