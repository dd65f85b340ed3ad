import type { CloudControllerProblem } from './errors.ts';

/** What an answer means: our own name for it, and what to do about it. */
export interface Explanation {
  readonly code: string;
  readonly hint: string;
}

interface Known {
  readonly code: string;
  /** @param role the command that gives the login its role */
  readonly hint: string | ((role: string) => string);
  fits(status: number, problem: CloudControllerProblem): boolean;
}

/** A command has a container of its own. */
export const moreRoom =
  'A command needs memory beside that of the app: free some of it, give the command less (before-release-memory, or memory of a task), or ask for a larger quota.';

/** Command and health check can be changed only while no deployment is under way. */
export const inFlightHint =
  'Wait for it to end, or end it (cf cancel-deployment APP), then run this job again. Only command and health-check have to wait for it.';

const titled =
  (...titles: string[]) =>
  (_status: number, { title }: CloudControllerProblem): boolean =>
    titles.includes(title);

const saying =
  (words: RegExp) =>
  (_status: number, { detail }: CloudControllerProblem): boolean =>
    words.test(detail);

const disabled =
  (feature: RegExp) =>
  (_status: number, { title, detail }: CloudControllerProblem): boolean =>
    (title === 'CF-FeatureDisabled' || /\bFeature Disabled: /.test(detail)) && feature.test(detail);

/**
 * What the Cloud Controller says, by title, and by words where a title stands for many things. Which form a lacking role
 * takes depends on the endpoint, not on the role. The words: cloud_controller_ng `errors/v2.yml`, `errors/v3.yml`, `app/actions`.
 */
const known: readonly Known[] = [
  {
    code: 'CF_DOCKER_DISABLED',
    hint: 'Docker images are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag diego_docker.',
    fits: disabled(/docker/i),
  },
  {
    code: 'CF_ENV_HIDDEN',
    hint: 'The operator lets nobody read environment variables, and what cannot be read cannot be put back after a failure. Leave env out, and set variables with cf set-env.',
    fits: disabled(/env_var_visibility/),
  },
  {
    code: 'CF_TASKS_DISABLED',
    hint: 'Commands in containers of their own are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag task_creation.',
    fits: disabled(/task_creation/),
  },
  {
    code: 'CF_FEATURE_DISABLED',
    hint: 'Users may not scale apps on this Cloud Foundry. Leave instances, memory and disk out; or an admin runs: cf enable-feature-flag app_scaling.',
    fits: disabled(/app_scaling/),
  },
  {
    code: 'CF_FEATURE_DISABLED',
    hint: 'Users may not make routes on this Cloud Foundry. Name one in routes that is there already; or an admin runs: cf enable-feature-flag route_creation.',
    fits: disabled(/route_creation/),
  },
  {
    code: 'CF_FEATURE_DISABLED',
    hint: 'The operator has switched this feature off (cf feature-flags lists them). Ask an admin.',
    fits: disabled(/./),
  },
  {
    code: 'CF_DEPLOYMENTS_DISABLED',
    hint: 'The operator has switched deployments off for the time being (temporary_disable_deployments). Ask when they are back.',
    fits: titled('CF-DeploymentsDisabled'),
  },
  {
    code: 'CF_ORG_SUSPENDED',
    hint: 'The organization is suspended: nothing in it can be changed. Ask the operator.',
    fits: titled('CF-OrgSuspended', 'CF-SpaceSuspended'),
  },
  {
    code: 'CF_FORBIDDEN',
    hint: (role) =>
      `The login needs the role SpaceDeveloper in this space: ${role}.${
        role.endsWith('--client') ? ' A client needs the authority cloud_controller.write as well.' : ''
      }`,
    fits: titled('CF-NotAuthorized', 'CF-InsufficientScope'),
  },
  {
    code: 'CF_FORBIDDEN',
    hint: (role) =>
      `It does not exist any more, or the login may not see or change it: that takes the role SpaceDeveloper in this space (${role}).`,
    fits: (status, { title, detail }) =>
      (status === 404 && title === 'CF-ResourceNotFound') ||
      (status === 422 && /ensure (that )?(the .+ exists|it exists).* and you have access/i.test(detail)),
  },
  {
    code: 'CF_API_TOO_OLD',
    hint: 'This Cloud Foundry is too old for the request. Ask the operator which CF API version it runs.',
    fits: (status, { title, detail }) =>
      (status === 404 && title === 'CF-NotFound') ||
      title === 'CF-BadQueryParameter' ||
      /unsupported key\(s\)|Unknown field\(s\)|not a supported deployment strategy/.test(detail),
  },
  {
    code: 'CF_NOT_A_DOCKER_APP',
    hint: 'Cloud Foundry cannot change that for an app that exists: choose another name, or delete the app (cf delete) and let this action create it.',
    fits: saying(/for a buildpack (lifecycle )?app/i),
  },
  {
    code: 'CF_ROOT_USER_FORBIDDEN',
    hint: 'This Cloud Foundry runs no image as root. Add a USER line with another user to the Dockerfile.',
    fits: saying(/as root user, which is not permitted/),
  },
  {
    code: 'CF_TASK_LIMIT',
    hint: 'So many commands are running already as the quota allows at once (cf tasks APP). Wait for their end, end them (cf terminate-task), or ask for a larger quota.',
    fits: saying(/app_task_limit/),
  },
  {
    code: 'CF_ROUTE_QUOTA',
    hint: 'Delete routes that no app uses (cf delete-orphaned-routes), name routes that are there in routes, or ask for a larger quota.',
    fits: saying(/^(?:.*: )?(?:reserved route ports|routes) quota exceeded/i),
  },
  {
    code: 'CF_QUOTA',
    hint: 'The quota has no room for what the app may log in a second. Lower log-rate-limit-per-second of other apps (cf scale APP -l), or ask for a larger quota.',
    fits: saying(/log[_ ]rate/i),
  },
  {
    code: 'CF_QUOTA',
    hint: moreRoom,
    fits: saying(/^memory_in_mb exceeds/),
  },
  {
    code: 'CF_TOO_LARGE',
    hint: 'The operator sets the most that one instance may have. Ask for less in the input disk.',
    fits: saying(/too much disk requested|^disk limit exceeded/),
  },
  {
    code: 'CF_QUOTA',
    hint: 'The quota sets the most memory that one instance may have. Ask for less in the input memory, or for a larger quota.',
    fits: saying(/instance_memory_limit_exceeded/),
  },
  {
    code: 'CF_QUOTA',
    hint: 'Free memory or instances in the space or the organization, ask for a larger quota, or deploy with less memory. A rolling deployment needs room for one more instance.',
    fits: (status, { detail }) =>
      status === 422 && /quota[_ ]exceeded|limit exceeded|exceeds .*quota|instance_limit/i.test(detail),
  },
  {
    code: 'CF_DEPLOYMENT_IN_FLIGHT',
    hint: inFlightHint,
    fits: saying(/while a deployment is in flight/i),
  },
  {
    code: 'CF_DEPLOYMENT_IN_FLIGHT',
    hint: 'Wait for the deployment to end, or end it (cf cancel-deployment APP), then run this job again.',
    fits: saying(/deployment in progress/i),
  },
  {
    code: 'CF_ROLLING_UNSUPPORTED',
    hint: 'The runner of this Korifi cannot replace instances one by one. With strategy: recreate the app is stopped first.',
    fits: titled('CF-RollingDeployNotSupported'),
  },
  {
    code: 'CF_ROLLING_UNSUPPORTED',
    hint: 'The app was last started by an older Korifi. Restart it once (cf restart APP), or write strategy: recreate.',
    fits: saying(/can't use the rolling strategy/),
  },
  {
    code: 'CF_STAGING_IN_PROGRESS',
    hint: 'Another build of this app is still running. Try again when it has ended.',
    fits: titled('CF-StagingInProgress'),
  },
  {
    code: 'CF_ENDED',
    hint: 'It has ended meanwhile, or somebody else is at it. Look at what the app runs now (cf app APP), and run this job again.',
    fits: saying(/cannot (cancel|continue) a deployment|cannot be cancell?ed/i),
  },
  {
    code: 'CF_APP_NAME_TAKEN',
    hint: 'Choose another name for the app, or log in as somebody who may see that one.',
    fits: titled('CF-UniquenessError'),
  },
  {
    code: 'CF_DROPLET_GONE',
    hint: 'Cloud Foundry keeps the last few releases only. Deploy the image of that release once more, by its digest.',
    fits: saying(
      /ensure the droplet exists and belongs to this app|droplet for this revision no longer exists|revision does not exist/i,
    ),
  },
  {
    code: 'CF_NO_DROPLET',
    hint: 'The app has no release yet: deploy an image to it first.',
    fits: saying(/assign a droplet before starting|must have a droplet|^invalid droplet/i),
  },
  {
    code: 'CF_ROUTE_TAKEN',
    hint: 'Whoever has the route can give it away (cf unmap-route, cf delete-route). Else name another one in routes.',
    fits: saying(/route already exists|destinations in different spaces|route conflicts with|taken_different_space/i),
  },
  {
    code: 'CF_DOMAIN_NOT_FOUND',
    hint: 'Name a route on a domain that the organization has: cf domains lists them.',
    fits: saying(/no domains exist for route|invalid domain\./i),
  },
  {
    code: 'CF_PROTOCOL_TAKEN',
    hint: 'The route leads to the app with another protocol. Write the one that it has, or unmap the route first (cf unmap-route).',
    fits: saying(/cannot add destination with protocol/i),
  },
  {
    code: 'CF_SERVICE_BUSY',
    hint: 'Somebody is at work on the service. Try again when cf service NAME shows that it is done.',
    fits: titled('CF-AsyncServiceInstanceOperationInProgress', 'CF-AsyncServiceBindingOperationInProgress'),
  },
  {
    code: 'CF_TOO_LARGE',
    hint: 'The operator sets the longest time that an app may take to become healthy. Ask for less in health-check-timeout.',
    fits: saying(/health_check_timeout maximum exceeded/i),
  },
  {
    code: 'CF_BROKER_RATE_LIMIT',
    hint: 'This user has too many requests to service brokers under way at once. Try again in a minute.',
    fits: titled('CF-ServiceBrokerRateLimitExceeded'),
  },
  {
    code: 'CF_LOGIN_RATE_LIMIT',
    hint: 'The login server of this Cloud Foundry limits requests. Try again later.',
    fits: titled('CF-UaaRateLimited'),
  },
  {
    code: 'CF_ADDRESS_RATE_LIMIT',
    hint: 'The API counts what comes without a login by address, and runners share theirs. Try again later.',
    fits: titled('CF-IPBasedRateLimitExceeded'),
  },
  {
    code: 'CF_RATE_LIMIT',
    hint: 'The API limits requests per hour and user. Try again later, or deploy with a user that nothing else uses.',
    fits: (status) => status === 429,
  },
  {
    code: 'CF_TOKEN_REFUSED',
    hint: 'The API does not take the token. Its own login server has just issued it, so check the api address; else ask the operator. One from the input token (Korifi) has ended, or is of another cluster.',
    fits: (status) => status === 401,
  },
  {
    code: 'CF_NO_ROOM',
    hint: 'No cell of the platform has room for the instances. Ask for less memory or disk, or ask the operator.',
    fits: titled('CF-InsufficientRunningResourcesAvailable', 'CF-InsufficientResources'),
  },
  {
    code: 'CF_UNAVAILABLE',
    hint: 'This looks like trouble of the platform. Try again; if it stays so, give the request id to the operator.',
    fits: (status) => status >= 500,
  },
  {
    code: 'CF_MANIFEST_REFUSED',
    hint: 'What the platform refuses stands in the manifest: change it there.',
    fits: saying(/^for application |manifest/i),
  },
  {
    code: 'CF_NOT_UNDERSTOOD',
    hint: 'This action has sent what this Cloud Foundry does not take. Run the job again; if it stays so, please report this line.',
    fits: (status) => status === 400,
  },
  {
    code: 'CF_REFUSED',
    hint: 'Cloud Foundry does not take one of the values: change the input that sets it.',
    fits: (status) => status === 422,
  },
];

/**
 * The first that fits one of the problems; undefined: nothing is known of them.
 *
 * @param status of the answer; of a failed job, whose problems come without one, 422
 * @param role the command that gives the login its role in the space
 */
export function explanationOf(
  status: number,
  problems: readonly CloudControllerProblem[],
  role: string,
): Explanation | undefined {
  const found = known.find(({ fits }) => problems.some((problem) => fits(status, problem)));
  if (found === undefined) return undefined;
  const { code, hint } = found;
  return { code, hint: typeof hint === 'string' ? hint : hint(role) };
}
