import type { PlatformName } from '../../sandbox/inputs.ts';
import { hasV3 } from './mishaps.ts';

/** A way to use the action, of which every request is disturbed. */
export interface Flow {
  readonly name: string;
  /** Undefined: a deploy. */
  readonly entry?: 'task' | 'rollback';
  /** What serves before the run; of two releases the second one does. */
  readonly before: 'nothing' | 'the old release' | 'two releases';
  /** How the run ends when nothing disturbs it. */
  readonly ends: 'live' | 'restored' | 'succeeded';
  /** How many commands the run starts. */
  readonly commands?: number;
  /** Of the new image: how it behaves in the sandbox. */
  readonly labels?: Readonly<Record<string, string>>;
  /** On a stage of its own: what an earlier scene has set would be no change any more. */
  readonly alone?: true;
  /** The app is stopped and started, on the way back once more: orders that do nothing twice, and so are not counted. */
  readonly stops?: true;
  /** With the second kind of login that the platform knows. */
  readonly otherLogin?: true;
  /** The new image can be pulled with a login only. */
  readonly isPrivate?: true;
  /** Beside app and image, for scene number `nth`: settings that differ from one to the next. */
  inputs?(nth: number): Readonly<Record<string, string>>;
  /** What comes of these on a platform that takes them: see `Scene.settings`. */
  settings?(nth: number): Readonly<Record<string, string>>;
}

/** So many milliseconds of its time an image takes to start that is slow. Korifi gives it a minute. */
const slowMs = 50_000;

export const firstDeploy: Flow = { name: 'a first deploy', before: 'nothing', ends: 'live', otherLogin: true };
export const reDeploy: Flow = { name: 'a re-deploy', before: 'the old release', ends: 'live' };
export const crash: Flow = {
  name: 'a release that crashes',
  before: 'the old release',
  ends: 'restored',
  labels: { 'sandbox.behaviour': 'crash', 'sandbox.crash-log': 'Error: connect ECONNREFUSED 10.0.4.7:5432' },
};
/** A release that takes its time, so that something can happen meanwhile. */
export const slowReDeploy: Flow = {
  ...reDeploy,
  name: 'a slow re-deploy',
  labels: { 'sandbox.behaviour': 'slow', 'sandbox.boot-ms': String(slowMs) },
};

const commandOf = (nth: number) => `./serve ${nth}`;

/** The settings that a platform writes at other places than the image. */
function withSettings(platform: PlatformName): Flow {
  return {
    name: 'a re-deploy that changes settings',
    before: 'the old release',
    ends: 'live',
    isPrivate: true,
    ...(hasV3(platform) ? {} : { alone: true as const }),
    inputs: (nth): Readonly<Record<string, string>> =>
      hasV3(platform) ? { env: `FEATURE_X=${nth}`, command: commandOf(nth), memory: `${256 + nth}M` } : {},
    settings: (nth) => ({
      ...{ variable: `${nth}`, variableAtStart: `${nth}` },
      ...{ command: commandOf(nth), commandAtStart: commandOf(nth), memory: `${256 + nth}M` },
    }),
  };
}

/** A deploy that starts a command on the new image before it. */
const withCommand: Flow = {
  name: 'a deploy with a command before it',
  before: 'the old release',
  ends: 'live',
  commands: 1,
  inputs: () => ({ 'before-release': 'echo migrated' }),
};
const stopAndStart: Flow = {
  ...reDeploy,
  name: 'a re-deploy that stops the app first',
  stops: true,
  inputs: () => ({ strategy: 'recreate' }),
};
const command: Flow = {
  name: 'a command by itself',
  entry: 'task',
  before: 'the old release',
  ends: 'succeeded',
  commands: 1,
  inputs: () => ({ command: 'echo migrated' }),
};
const wayBack: Flow = {
  ...{ name: 'a way back', entry: 'rollback', before: 'two releases', ends: 'live' },
  alone: true,
};

/** The flows of a platform; what is asked alike in an earlier one is disturbed there. */
export function flowsOf(platform: PlatformName): readonly Flow[] {
  return [
    ...[reDeploy, firstDeploy],
    // Deis v1 has no setting that a deploy writes beside the image.
    ...(platform === 'deis-v1' ? [] : [withSettings(platform)]),
    // The others run commands in what is released, nowhere else.
    ...(platform === 'cloudfoundry' ? [withCommand] : []),
    // Everywhere else that is one order, or two.
    ...(platform === 'korifi' ? [stopAndStart] : []),
    command,
    // Deis v1 pulls the old tag again.
    ...(platform === 'deis-v1' ? [] : [wayBack]),
    crash,
  ];
}
