import type { ImageFacts } from '../image/facts.ts';
import { platformName } from '../image/platform.ts';
import type { Change } from '../plan/plan.ts';
import type { Instance, InstanceState, Observation } from '../platforms/platform.ts';

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
  const ports = facts.exposedPorts.map(({ port, protocol }) =>
    protocol === 'tcp' ? `${port}` : `${port}/${protocol}`,
  );
  return [
    shortDigests(facts.digest),
    platformName(facts.platform),
    size(facts.compressedBytes),
    ...(facts.created === undefined ? [] : [`built ${age(facts.created, now)}`]),
    ports.length === 0 ? 'no exposed port' : `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`,
  ].join(' · ');
}

/** `image sha256:77ab… → sha256:4f0c… · memory 512 MB → 1024 MB`; says so when nothing changes. */
export function planLine(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing changes';
  return changes.map(changeText).join(' · ');
}

function changeText({ what, from, to }: Change): string {
  return `${what} ${from === undefined ? '' : `${bareDigest(from)} → `}${bareDigest(to)}`;
}

/** An image by its short digest alone, since the repository stands in the first line; any other text as it is. */
export function bareDigest(value: string): string {
  return shortDigests(value.replace(/^\S+@(?=sha256:)/, ''));
}

const marks: Record<InstanceState, string> = {
  running: '●',
  unroutable: '◌',
  starting: '◐',
  absent: '○',
  crashed: '✖',
};
const order = Object.keys(marks) as InstanceState[];

/** One character an instance, the healthiest first, and one for each that is `missing` from the list. */
export function drawInstances(instances: readonly Instance[], missing = 0): string {
  const sorted = [...instances].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const drawn = sorted.map((instance) => marks[instance.state]).join('');
  return drawn + marks.absent.repeat(missing);
}

/** `step 1 of 2   new ●◐○○   old ●●●●   exit status 1 (2nd time)` */
export function observationLine(observation: Observation): string {
  const { instances, previous, wanted, step } = observation;
  const listed = (type: string) => instances.filter(({ process }) => process === type).length;
  const missing = wanted.reduce((sum, one) => sum + Math.max(0, one.wanted - listed(one.type)), 0);
  const trouble = troubleOf(observation);
  return [
    ...(step === undefined ? [] : [`step ${step.current} of ${step.total}`]),
    `new ${drawInstances(instances, missing)}`,
    ...(previous.length === 0 ? [] : [`old ${drawInstances(previous)}`]),
    ...(trouble === '' ? [] : [trouble]),
  ].join('   ');
}

/** What is wrong, and how often it was. What has crashed may run again by now. */
function troubleOf({ instances, problem, crashes }: Observation): string {
  const details = new Set(instances.flatMap(({ detail }) => detail ?? []));
  if (problem !== undefined) details.add(problem.message);
  const said = [...details].join(' · ');
  if (said !== '') return crashes > 1 ? `${said} (${ordinal(crashes)} time)` : said;
  if (crashes === 0) return '';
  return crashes === 1 ? 'crashed once' : `crashed ${crashes} times`;
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
