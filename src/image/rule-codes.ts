/**
 * Every image check there is, by its stable code: users turn checks off by it, docs/image-checks.md has a section for
 * each. What begins with a platform's name is that platform's own.
 */
export const ruleCodes = [
  // What cannot run anywhere.
  'ARCHITECTURE',
  'VARIANT',
  'NO_START_COMMAND',
  'INVALID_IMAGE',
  'TOO_MANY_LAYERS',
  'LAYER_FORMAT',
  // What runs otherwise than its author thought.
  'HEALTHCHECK_IGNORED',
  'VOLUME_NOT_PERSISTENT',
  'PORT_OVERRIDDEN',
  'ON_BUILD',
  'NAMED_USER',
  'LARGE_IMAGE',
  // Which image it is.
  'MUTABLE_TAG',
  'TAG_MOVED',
  'LOOKS_LIKE_HOST',
  'CREATED_IN_FUTURE',
  'OLD_IMAGE',
  'OTHER_REVISION',
  'OTHER_SOURCE',
  'OTHER_VERSION',
  'STALE_BASE',
  // Secrets, in the image and for the registry.
  'SECRET_NAME',
  'SECRET_VALUE',
  'SECRET_IN_HISTORY',
  'LOGIN_SHORT_LIVED',
  'LOGIN_KIND',
  'LOGIN_NOT_NEEDED',
  // Cloud Foundry.
  'CF_BAD_PORT',
  'CF_DEFAULT_PORT',
  'CF_SEVERAL_PORTS',
  'CF_LOW_PORT',
  'CF_ROOT_USER',
  'CF_DISK',
  'CF_LAYER_FORMAT',
  'CF_VARIANT',
  'CF_DIGEST',
  'CF_MANIFEST_LIST',
  'CF_STOP_SIGNAL',
  'CF_COMMAND_SHELL',
  'CF_OVERWRITTEN_ENV',
  'CF_METADATA_SIZE',
  'CF_LOGIN',
  'CF_LOGIN_MISSING',
  'KORIFI_ROOT_USER',
  'KORIFI_NAMED_USER',
  // Deis v1, which has some of Workflow's as well.
  'DEIS_V1_TAG',
  'DEIS_V1_FORMAT',
  'DEIS_V1_SAME_TAG',
  'DEIS_V1_HEALTH_CHECK',
  // Deis Workflow, Hephy.
  'DEIS_PORT',
  'DEIS_NO_PORT',
  'DEIS_SEVERAL_PORTS',
  'DEIS_PORT_NOT_EXPOSED',
  'DEIS_RESERVED_NAME',
  'DEIS_LOGIN',
  'DEIS_LOGIN_MISSING',
  // Drycc.
  'DRYCC_PORT',
  'DRYCC_SEVERAL_PORTS',
  'DRYCC_PORT_NOT_EXPOSED',
  'DRYCC_LOGIN',
  'DRYCC_LOGIN_MISSING',
] as const;

export type RuleCode = (typeof ruleCodes)[number];

/**
 * Where a check is described.
 *
 * @param docs the folder of this action's documents
 */
export function checkPage(docs: string, code: RuleCode): string {
  return `${docs}/image-checks.md#${code.toLowerCase()}`;
}
