import type { BaseImage } from '../image/base.ts';
import type { ImageFacts } from '../image/facts.ts';
import { labelOf } from '../image/labels.ts';
import { platformName, samePlatform } from '../image/platform.ts';
import { hasSecret } from '../image/secrets.ts';
import { bareDigest, size } from './lines.ts';

/** Longer commands are cut. Characters. */
const longestCommand = 120;

/** What else is known of an image beside its line: a line each. Foreign text in parts. */
export function imageDetails(facts: ImageFacts): readonly string[] {
  return [layers(facts), start(facts), origin(facts), base(facts.base)].filter((line) => line !== undefined);
}

/** `12 layers, 84 MB as transferred · built 2026-11-22 08:02 UTC · the index offers linux/amd64, linux/arm64` */
function layers({ layers: list, compressedBytes, created, offered, platform }: ImageFacts): string {
  const others = offered.filter((one) => !samePlatform(one, platform));
  return [
    `${list.length} ${list.length === 1 ? 'layer' : 'layers'}, ${size(compressedBytes)} as transferred`,
    ...(created === undefined ? [] : [`built ${created.toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
    ...(others.length === 0 ? [] : [`there for ${others.map(platformName).join(', ')}, too`]),
  ].join(' · ');
}

/** `starts node server.js as user 1000 in /srv` */
function start({ entrypoint, cmd, user, workingDir }: ImageFacts): string | undefined {
  const words = [...entrypoint, ...cmd];
  if (words.length === 0) return undefined;
  // A command is for everybody to see who may pull the image, but the log may have more readers.
  const command = words.some(hasSecret)
    ? [...words.slice(0, 1).filter((word) => !hasSecret(word)), '…'].join(' ')
    : shortened(words);
  const where = workingDir === '' || workingDir === '/' ? '' : ` in ${workingDir}`;
  return `starts ${command} as ${user === '' ? 'root' : `user ${user}`}${where}`;
}

/** As many whole words as there is room for: of half a word nobody could tell whether it is half a credential. */
function shortened(words: readonly string[]): string {
  let shown = '';
  for (const word of words.map(quoted)) {
    if (shown.length + word.length > longestCommand) return `${shown}…`;
    shown += `${word} `;
  }
  return shown.trimEnd();
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}

/** `commit 4f0c5e1d9a1e of https://github.com/acme/web · version 1.4.2` */
function origin(facts: ImageFacts): string | undefined {
  const [revision, source, version] = [labelOf(facts, 'revision'), labelOf(facts, 'source'), labelOf(facts, 'version')];
  const parts = [
    ...(revision === undefined ? [] : [`commit ${revision.replace(/^([0-9a-f]{12})[0-9a-f]+$/i, '$1')}`]),
    ...(source === undefined ? [] : [`${revision === undefined ? 'from' : 'of'} ${source}`]),
  ].join(' ');
  const told = [...(parts === '' ? [] : [parts]), ...(version === undefined ? [] : [`version ${version}`])];
  return told.length === 0 ? undefined : told.join(' · ');
}

/** `based on debian:12-slim, which has not changed since` */
function base(image: BaseImage | undefined): string | undefined {
  // Nothing is known of it but its name, and that may be the user's guess.
  if (image === undefined || (image.state === 'unknown' && image.digest === undefined)) return undefined;
  const states = {
    current: ', which has not changed since',
    stale: `, which is ${image.newest === undefined ? 'another' : bareDigest(image.newest)} now`,
    unknown: '',
  } as const;
  const digest = image.digest === undefined ? '' : ` at ${bareDigest(image.digest)}`;
  return `based on ${image.name}${digest}${states[image.state]}`;
}
