import { asArray, at, parseJson, textAt } from '../../http/json.ts';
import type { RunImage } from '../../image/base.ts';

const label = 'io.buildpacks.lifecycle.metadata';
/** More mirrors than anybody has. */
const mostNames = 50;

/**
 * What the lifecycle of Cloud Native Buildpacks wrote about the run image (platform specification,
 * `io.buildpacks.lifecycle.metadata`). Where it is published stands in `runImage` since Platform API 0.12, and in
 * `stack.runImage` before. Undefined: the image is not one of buildpacks, or the label cannot be read. Never throws.
 */
export function readRunImage(labels: ReadonlyMap<string, string>): RunImage | undefined {
  const text = labels.get(label);
  const metadata = text === undefined ? undefined : parseJson(text);
  const places = [at(metadata, 'runImage'), at(metadata, 'stack', 'runImage')];
  const names = places.flatMap((place) => [at(place, 'image'), ...asArray(at(place, 'mirrors'))]);
  const reference = textAt(metadata, 'runImage', 'reference');
  const topLayer = textAt(metadata, 'runImage', 'topLayer');
  if (reference === undefined && topLayer === undefined) return undefined;
  return {
    names: names.filter((name) => typeof name === 'string').slice(0, mostNames),
    ...(reference === undefined ? {} : { reference }),
    ...(topLayer === undefined ? {} : { topLayer }),
  };
}
