import type { ImageFacts } from '../image/facts.ts';
import type { Change } from '../plan/plan.ts';
import type { Instance, InstanceState, Observation } from '../platforms/platform.ts';

/** `0.4 s`, `58 s`, `1m 12s`, `1h 4m`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}

/** `01:12` since the start of the run. */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `sha256:4f0c5e1d9a1e` in place of every full digest in a text. */
export function shortDigests(text: string): string {
  return text.replace(/\b(sha256|sha384|sha512):([0-9a-f]{12})[0-9a-f]{52,116}\b/g, '$1:$2');
}

/** `84 MB`: decimal, as registries and browsers count. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return bytes < 1_000_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** `12 min ago`; a date in the future is said to be one. */
export function age(then: Date, now: number): string {
  const minutes = Math.round((now - then.getTime()) / 60_000);
  if (minutes < -5) return 'in the future';
  if (minutes < 2) return 'just now';
  if (minutes < 120) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** `sha256:4f0c5e1d9a1e · linux/amd64 · 84 MB · built 12 min ago · port 8080` */
export function imageLine(facts: ImageFacts, now: number): string {
  const { os, architecture, variant } = facts.platform;
  const ports = facts.exposedPorts.map(({ port, protocol }) =>
    protocol === 'tcp' ? `${port}` : `${port}/${protocol}`,
  );
  return [
    shortDigests(facts.digest),
    [os, architecture, variant].filter(Boolean).join('/'),
    size(facts.compressedBytes),
    ...(facts.created === undefined ? [] : [`built ${age(facts.created, now)}`]),
    ports.length === 0 ? 'no exposed port' : `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`,
  ].join(' · ');
}

/** `image sha256:77ab… → sha256:4f0c… · memory 512 MB → 1024 MB`; says so when nothing changes. */
export function planLine(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changes, the same image is released again';
  return changes.map(changeText).join(' · ');
}

function changeText({ what, from, to }: Change): string {
  if (from === undefined) return `${what} ${short(to)}`;
  return `${what} ${short(from)} → ${short(to)}`;
}

/** An image by its digest alone: the repository stands in the first line. */
function short(value: string | undefined): string {
  return shortDigests((value ?? '').replace(/^\S+@(?=sha256:)/, ''));
}

const marks: Record<InstanceState, string> = {
  running: '●',
  unroutable: '◌',
  starting: '◐',
  absent: '○',
  crashed: '✖',
};
const order = Object.keys(marks) as InstanceState[];

/** One character an instance, the healthiest first; `wanted` tells how many there ought to be. */
export function drawInstances(instances: readonly Instance[], wanted: number): string {
  const sorted = [...instances].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const drawn = sorted.map((instance) => marks[instance.state]).join('');
  return drawn + marks.absent.repeat(Math.max(0, wanted - sorted.length));
}

/** `new ●◐○○   old ●●●●   exit status 1 (2nd time)` */
export function observationLine(observation: Observation): string {
  const { instances, previous, wanted, crashes, problem } = observation;
  const details = new Set(instances.flatMap(({ detail }) => detail ?? []));
  if (problem !== undefined) details.add(problem.message);
  const said = [...details].join(' · ') || (crashes > 0 ? 'crashed' : '');
  return [
    `new ${drawInstances(instances, wanted)}`,
    ...(previous.length === 0 ? [] : [`old ${drawInstances(previous, 0)}`]),
    ...(said === '' ? [] : [`${said}${crashes > 1 ? ` (${ordinal(crashes)} time)` : ''}`]),
  ].join('   ');
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
