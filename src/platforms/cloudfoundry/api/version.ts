import type { Asked, Mistake } from '../../../inputs/request.ts';

/** Since which version the API knows what an input needs (cloudfoundry/cli, `minimum_version.go`; cloud_controller_ng#3892). */
const floors = { canary: '3.173.0', canarySteps: '3.189.0' } as const;

/** Inputs that this server is too old for. One that tells no version is taken at its later word. */
export function versionMistakes(version: string, { strategy, canarySteps }: Asked): readonly Mistake[] {
  const isOlder = (floor: string) => isBefore(version, floor);
  const tell = (input: string, what: string, floor: string): Mistake => ({
    input,
    message: `${what} this Cloud Foundry, whose API is ${version}: it came with ${floor}`,
  });
  if (strategy === 'canary' && isOlder(floors.canary)) {
    return [tell('strategy', 'canary is not known to', floors.canary)];
  }
  if (canarySteps !== undefined && isOlder(floors.canarySteps)) {
    return [tell('canary-steps', 'are not known to', floors.canarySteps)];
  }
  return [];
}

/** By numbers, whatever follows them: `3.117.0+cf-k8s`. */
function isBefore(version: string, floor: string): boolean {
  const numbers = (text: string) => /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  const [ours, least] = [numbers(version), numbers(floor)];
  if (ours === undefined || least === undefined) return false;
  const at = ours.findIndex((number, index) => number !== least[index]);
  return at >= 0 && (ours[at] ?? 0) < (least[at] ?? 0);
}
