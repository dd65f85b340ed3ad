import type { Reply } from '../server.ts';

/** An answer in the Cloud Controller's v3 error form: `{"errors":[{code,title,detail}]}`. */
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

  /** Entries of `errors`, as answers and failed jobs have them. */
  details(): readonly ErrorDetail[] {
    return [{ code: this.code, title: this.title, detail: this.message }];
  }

  reply(): Reply {
    return {
      status: this.status,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: { errors: this.details() },
    };
  }
}

export interface ErrorDetail {
  readonly code: number;
  readonly title: string;
  readonly detail: string;
}

/** Several problems in one answer, an entry each. */
export class CompoundError extends ApiError {
  readonly #details: readonly string[];

  constructor(details: readonly string[]) {
    super(422, 10008, 'CF-UnprocessableEntity', details.join(', '));
    this.#details = details;
  }

  override details(): readonly ErrorDetail[] {
    return this.#details.map((detail) => ({ code: this.code, title: this.title, detail }));
  }
}

/**
 * Something that the real server can do and this sandbox cannot. It is refused, and loudly: a guess would hide a bug.
 */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
  constructor(what: string) {
    super(`the sandbox does not model this: ${what}`);
  }
}

export const parseError = () =>
  new ApiError(400, 1001, 'CF-MessageParseError', 'Request invalid due to parse error: invalid request body');
export const badRequest = (detail: string) => new ApiError(400, 1004, 'CF-BadRequest', `Bad request: ${detail}`);
export const badQuery = (detail: string) =>
  new ApiError(400, 10005, 'CF-BadQueryParameter', `The query parameter is invalid: ${detail}`);
export const notAuthenticated = () => new ApiError(401, 10002, 'CF-NotAuthenticated', 'Authentication error');
export const invalidToken = () => new ApiError(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');
export const notAuthorized = () =>
  new ApiError(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');
export const orgSuspended = () => new ApiError(403, 10017, 'CF-OrgSuspended', 'The organization is suspended');
/** @param why the feature's name, or what an operator has put there */
export const featureDisabled = (why: string) =>
  new ApiError(403, 330002, 'CF-FeatureDisabled', `Feature Disabled: ${why}`);
export const unknownRequest = () => new ApiError(404, 10000, 'CF-NotFound', 'Unknown request');
/** Missing, or invisible to the caller: the two look the same on purpose. */
export const notFound = (what: string) => new ApiError(404, 10010, 'CF-ResourceNotFound', `${what} not found`);
/** As `notFound`, where the server has more to say. */
export const notFoundAs = (detail: string) => new ApiError(404, 10010, 'CF-ResourceNotFound', detail);
export const unprocessable = (detail: string) => new ApiError(422, 10008, 'CF-UnprocessableEntity', detail);
export const notUnique = (detail: string) => new ApiError(422, 10016, 'CF-UniquenessError', detail);
export const stagingInProgress = () =>
  new ApiError(422, 170017, 'CF-StagingInProgress', 'Only one build can be STAGING at a time per application.');
/** Diego does not answer, or says that it cannot (CCNG, lib/cloud_controller/diego/bbs_stager_client.rb). */
export const unavailableStager = () =>
  new ApiError(
    ...([503, 170010, 'CF-StagerUnavailable'] as const),
    'Stager is unavailable: Failed to open TCP connection to bbs.service.cf.internal:8889',
  );
export const stagerError = () =>
  new ApiError(
    ...([500, 170011, 'CF-StagerError'] as const),
    'Stager error: bbs stager client staging failed: the request failed for an unknown reason',
  );
/** The same of what is to be started. */
export const unavailableRunner = () =>
  new ApiError(503, 170015, 'CF-RunnerUnavailable', 'Runner is unavailable: Unable to communicate with Diego');
export const processNotFound = (guid: string) =>
  new ApiError(404, 350003, 'CF-ProcessNotFound', `The process could not be found: ${guid}`);
/** Of jobs that asked a service broker. */
export const unableToPerform = (operation: string, why: string) =>
  new ApiError(400, 10009, 'CF-UnableToPerform', `${operation} could not be completed: ${why}`);
export const statsUnavailable = () =>
  new ApiError(
    ...([503, 200002, 'CF-StatsUnavailable'] as const),
    'Stats unavailable: Stats server temporarily unavailable.',
  );
export const instancesUnavailable = () =>
  new ApiError(
    ...([503, 220002, 'CF-InstancesUnavailable'] as const),
    'Instances information unavailable: Diego BBS is unavailable',
  );
