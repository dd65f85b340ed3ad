import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import type { ManualClock } from '../../sandbox/clock.ts';
import { type Pull, PullError } from '../../sandbox/image.ts';
import type { Recorded, RunningServer } from '../../sandbox/server.ts';

/** The recordings in test/recordings: what real controllers answered. Their README describes the format. */
export interface Recording {
  readonly default_request_headers: Readonly<Record<string, string>>;
  readonly default_response_headers: Readonly<Record<string, string>>;
  readonly allow: Readonly<Record<string, string>>;
  readonly stories: readonly Story[];
}

export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What a second connection saw: name, state, release, process type of each pod. */
  readonly timeline?: readonly {
    readonly pods?: readonly (readonly [string, string, string, string, ...unknown[]])[];
  }[];
}

/** One pod at one moment, as the sandbox would list it. */
export interface Glimpse {
  readonly app: string;
  readonly name: string;
  readonly type: string;
  readonly release: string;
  readonly state: string;
}

export interface Step {
  readonly at_ms: number;
  readonly took_ms: number;
  readonly note?: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
  } | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function readRecording(name: 'v2' | 'drycc' | 'hephy'): Recording {
  const file = new URL(`../recordings/deis/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

/** How the images of the recordings behave: their names say it. */
export function recordedImages(clock: ManualClock): Pull {
  return async (image) => {
    if (image.includes('missing')) throw new PullError('not-found', 'manifest unknown');
    if (image.includes('slow')) await clock.sleep(12_000);
    return {
      image,
      digest: `sha256:${'ab'.repeat(32)}`,
      os: 'linux',
      architecture: 'amd64',
      entrypoint: [],
      cmd: ['/bin/app'],
      user: '',
      workingDir: '/',
      exposedPorts: ['5000/tcp'],
      behaviour: image.includes('unready')
        ? { kind: 'never-healthy' }
        : image.includes('crash')
          ? { kind: 'crash', bootMs: 60_000, afterMs: 900, exitCode: 1 }
          : { kind: 'ok', bootMs: 0 },
      startLog: [],
      crashLog: [],
      task: (command) => {
        const exit = /exit (\d+)$/.exec(command)?.[1];
        return { ms: 2_000, exitCode: Number(exit ?? 0), log: ['"I did stuff today"'] };
      },
    };
  };
}

/** The clock's step while an answer is waited for. Sandbox milliseconds. */
const stepMs = 100;

/** A request that has been sent. */
interface Sent {
  readonly step: Step;
  /** When the recording had its answer, counted from the start of the story. */
  readonly end: number;
  readonly record: Recorded;
  readonly giveUp: () => void;
  /** Undefined until it is there. */
  answer: Answer | 'gone' | undefined;
}

/** Plays recorded stories against a sandbox and compares. One player a world: later stories use what earlier ones made. */
export class Player {
  readonly #recording: Recording;
  readonly #server: RunningServer;
  readonly #clock: ManualClock;
  readonly #words: readonly (readonly [string, string])[];
  /** Placeholder or recorded name → what the sandbox calls it. */
  readonly #bound = new Map<string, string>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #look: () => readonly Glimpse[];
  /** Pod name → which one it is and the states it was seen in. */
  readonly #seen = new Map<string, { readonly key: string; readonly states: string[] }>();

  /**
   * `words`: literal texts of the recordings and what they are here: tokens, passwords. `look`: all pods now; asked at
   * every step of the clock.
   */
  constructor(
    recording: Recording,
    server: RunningServer,
    clock: ManualClock,
    words: Readonly<Record<string, string>>,
    look: () => readonly Glimpse[],
  ) {
    this.#recording = recording;
    this.#server = server;
    this.#clock = clock;
    this.#words = Object.entries(words);
    this.#look = look;
  }

  story(name: string): Story {
    const story = this.#recording.stories.find((candidate) => candidate.name === name);
    if (story === undefined) throw new Error(`The recordings have no story ${name}.`);
    return story;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Plays every step at its time. Returns what differs, for each step a list; an empty list: nothing. */
  async play(
    name: string,
    before: (step: Step) => Promise<void> = async () => undefined,
  ): Promise<readonly { readonly step: Step; readonly differences: readonly string[] }[]> {
    const { steps } = this.story(name);
    const began = this.#clock.now();
    const sent: Sent[] = [];
    const results = new Map<Step, readonly string[]>();
    const passed = () => this.#clock.now() - began;
    const settle = async (one: Sent) => {
      await this.#until(sent, () => one.answer !== undefined || (one.step.response === null && passed() >= one.end));
      if (one.step.response === null) one.giveUp();
      else if (typeof one.answer === 'object' && !results.has(one.step)) {
        results.set(one.step, this.#compare(one.step, one.answer));
      }
    };
    for (const [index, step] of steps.entries()) {
      for (const earlier of sent.filter((one) => one.end <= step.at_ms)) await settle(earlier);
      await before(step);
      await this.#until(sent, () => passed() >= step.at_ms);
      const one = await this.#send(step);
      sent.push(one);
      const next = steps[index + 1];
      if (next === undefined || next.at_ms >= one.end) await settle(one);
    }
    for (const one of sent) await settle(one);
    return steps.map((step) => ({ step, differences: results.get(step) ?? [] }));
  }

  /** Sends a step's request so many times, for a story that begins after them. */
  async repeat(step: Step, times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      const one = await this.#send(step);
      await this.#until([one], () => one.answer !== undefined);
    }
  }

  /** Lets sandbox time pass until something is so. An answer that is on its way through its socket costs no time. */
  async #until(sent: readonly Sent[], done: () => boolean): Promise<void> {
    for (let count = 0; !done(); ) {
      if (sent.some((one) => one.answer === undefined && one.record.endedAt !== undefined)) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      count += 1;
      if (count > 20_000) throw new Error('no answer within half an hour of sandbox time');
      await this.#clock.advance(stepMs);
      for (const pod of this.#look()) {
        const seen = this.#seen.get(pod.name) ?? { key: `${pod.app} ${pod.type} ${pod.release}`, states: [] };
        if (seen.states.at(-1) !== pod.state) seen.states.push(pod.state);
        this.#seen.set(pod.name, seen);
      }
    }
  }

  /** Recorded pods of a story that no pod here has followed through all of their states, in their order. */
  missedPods(name: string): readonly string[] {
    const recorded = new Map<string, { readonly key: string; readonly states: string[] }>();
    for (const sample of this.story(name).timeline ?? []) {
      for (const [pod, state, release, type] of sample.pods ?? []) {
        const app = pod.slice(0, pod.lastIndexOf(`-${type}-`));
        const entry = recorded.get(pod) ?? { key: `${app} ${type} ${release}`, states: [] };
        if (entry.states.at(-1) !== state) entry.states.push(state);
        recorded.set(pod, entry);
      }
    }
    const here = [...this.#seen.values()];
    return [...recorded.entries()]
      .filter(([, pod]) => !here.some((other) => other.key === pod.key && follows(other.states, pod.states)))
      .map(([pod, { key, states }]) => {
        const candidates = here.filter((other) => other.key === key).map((other) => other.states.join(' '));
        return `${pod}: recorded ${states.join(' ')}, here ${candidates.join(' | ')}`;
      });
  }

  /** Sends a step's request and waits until the server has it. */
  async #send(step: Step): Promise<Sent> {
    const headers: Record<string, string> = { host: this.#hostOf() };
    const { body } = step.request;
    const given = { ...this.#recording.default_request_headers, ...step.request.headers };
    for (const [key, value] of Object.entries(given)) {
      if (value !== null && (key !== 'content-type' || body !== undefined)) headers[key] = this.#fill(value);
    }
    const text = body === undefined ? undefined : this.#fill(wireText(step, headers['content-type'] ?? ''));
    if (text !== undefined) headers['content-length'] = String(Buffer.byteLength(text));
    const before = this.#server.requests.length;
    const url = new URL(this.#server.url);
    const request = httpRequest({
      host: url.hostname,
      port: url.port,
      method: step.request.method,
      path: this.#fill(step.request.path),
      headers,
      agent: this.#agent,
    });
    request.end(text);
    let answer: Answer | 'gone' | undefined;
    request.on('error', () => {
      answer = 'gone';
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const plain = Object.entries(response.headers).map(([key, value]) => [key, String(value)] as const);
        answer = {
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(plain),
          body: Buffer.concat(chunks).toString('utf8'),
        };
      });
    });
    while (this.#server.requests.length === before) await new Promise((resolve) => setImmediate(resolve));
    const record = this.#server.requests[before];
    if (record === undefined) throw new Error('the server lost a request');
    return {
      step,
      end: step.at_ms + step.took_ms,
      record,
      giveUp: () => request.destroy(),
      get answer() {
        return answer;
      },
    };
  }

  #hostOf(): string {
    const drycc = 'DRYCC_API_VERSION' in this.#recording.default_response_headers;
    return drycc ? 'drycc.example.com' : 'deis.example.com';
  }

  /** Puts the sandbox's own values in the place of the recording's. */
  #fill(text: string): string {
    let filled = text;
    for (const [word, value] of [...this.#words, ...this.#bound]) filled = filled.replaceAll(word, value);
    // What the recording had of something that was not there.
    return filled.replaceAll(/<uuid:\d+>/g, '00000000-0000-4000-8000-000000000000');
  }

  #compare(step: Step, answer: Answer): string[] {
    const { response } = step;
    if (response === null) return [];
    if (answer.status === 599) return [`left out: ${answer.body}`];
    const differences: string[] = [];
    const differ = (what: string, recorded: unknown, here: unknown) =>
      differences.push(`${what}: recorded ${JSON.stringify(recorded)}, here ${JSON.stringify(here)}`);
    if (answer.status !== response.status) differ('status', response.status, answer.status);
    const path = step.request.path.split('?')[0] ?? '';
    const allow = Object.entries(this.#recording.allow).find(([pattern]) => new RegExp(pattern).test(path))?.[1];
    const headers: Record<string, string | null> = {
      ...this.#recording.default_response_headers,
      ...(allow === undefined ? {} : { Allow: allow }),
      ...response.headers,
    };
    for (const [key, value] of Object.entries(headers)) {
      const here = answer.headers[key.toLowerCase()];
      if (value === null ? here !== undefined : here === undefined || !this.#matches(value, here)) {
        differ(`header ${key}`, value, here);
      }
    }
    const isJson = (headers['Content-Type'] ?? '') === 'application/json';
    if (response.body === undefined || step.request.method === 'HEAD') {
      if (answer.body !== '') differ('body', '', answer.body);
    } else if (!isJson) {
      if (!this.#matches(String(response.body), answer.body)) differ('body', response.body, answer.body);
    } else this.#same('body', response.body, parsed(answer.body), differ);
    return differences;
  }

  #same(at: string, recorded: unknown, here: unknown, differ: (at: string, a: unknown, b: unknown) => void): void {
    if (Array.isArray(recorded) && Array.isArray(here)) {
      if (recorded.length !== here.length) {
        differ(`${at}.length`, recorded, here);
        return;
      }
      const [left, right] = [arranged(recorded, at), arranged(here, at)];
      for (const [index, item] of left.entries()) this.#same(`${at}[${index}]`, item, right[index], differ);
    } else if (isRecord(recorded) && isRecord(here)) {
      for (const key of new Set([...Object.keys(recorded), ...Object.keys(here)])) {
        this.#same(`${at}.${key}`, recorded[key], here[key], differ);
      }
    } else if (typeof recorded === 'string' && typeof here === 'string') {
      const lists = / (added|changed|deleted) /.test(recorded) && at.endsWith('.summary');
      const [left, right] = lists ? [unordered(recorded), unordered(here)] : [recorded, here];
      if (!this.#matches(left, right)) differ(at, recorded, here);
    } else if (recorded !== here && !(at.endsWith('.uid') && typeof here === 'number')) differ(at, recorded, here);
  }

  /** Text against text; placeholders and pod names are bound at their first sight and have to stay the same. */
  #matches(recorded: string, here: string): boolean {
    const names: string[] = [];
    const pattern = recorded
      .split(/(<[a-z0-9:]+>|[a-z][a-z0-9-]*-(?:run|\d{7,10})-[a-z0-9]{5})/)
      .map((part, index) => {
        if (index % 2 === 0) return escaped(part);
        names.push(part);
        return `(${this.#shape(part)})`;
      })
      .join('');
    const match = new RegExp(`^${pattern}$`).exec(here);
    if (match === null) return false;
    for (const [index, name] of names.entries()) {
      if (/^<(uuid:\d+|token:\w+)>$/.test(name) || !name.startsWith('<')) this.#bound.set(name, match[index + 1] ?? '');
    }
    return true;
  }

  #shape(placeholder: string): string {
    const bound = this.#bound.get(placeholder);
    if (bound !== undefined) return escaped(bound);
    if (placeholder === '<time>') return '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
    if (placeholder === '<key>') return '[0-9a-f]{32}';
    const short = /^<uuid:(\d+):7>$/.exec(placeholder)?.[1];
    if (short !== undefined) {
      const whole = this.#bound.get(`<uuid:${short}>`);
      return whole === undefined ? '[0-9a-f]{7}' : escaped(whole.slice(0, 7));
    }
    if (placeholder.startsWith('<uuid:')) return '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
    const word = this.#words.find(([name]) => name === placeholder)?.[1];
    if (word !== undefined) return escaped(word);
    if (placeholder.startsWith('<token:')) return '[0-9a-f]{40}';
    if (placeholder.startsWith('<')) return escaped(placeholder);
    return `${escaped(placeholder.replace(/-(run|\d+)-[a-z0-9]{5}$/, ''))}-(?:run|\\d{7,10})-[a-z0-9]{5}`;
  }
}

/** Whether `part` is in `whole`, in its order. */
function follows(whole: readonly string[], part: readonly string[]): boolean {
  let next = 0;
  for (const state of whole) if (state === part[next]) next += 1;
  return next === part.length;
}

/** The bytes that were sent: texts that are broken on purpose stand as they were, other strings were JSON strings. */
function wireText(step: Step, contentType: string): string {
  const { body } = step.request;
  if (typeof body !== 'string') return JSON.stringify(body);
  if (body === '') return '';
  const wasText = typeof step.response?.body === 'object' && JSON.stringify(step.response.body).includes('parse error');
  return contentType.startsWith('application/json') && !wasText ? JSON.stringify(body) : body;
}

/** Pods and process types come in the order of a cluster's list or of a Python set, which means nothing. */
function arranged(items: readonly unknown[], at: string): readonly unknown[] {
  if (at.endsWith('ptypes')) return [...items].sort();
  const key = (item: unknown) =>
    isRecord(item) && typeof item['release'] === 'string' ? `${item['type'] ?? item['name']} ${item['release']}` : '';
  return items.every((item) => key(item) !== '') ? [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1)) : items;
}

/** Lists of names in a summary come from Python sets. */
function unordered(summary: string): string {
  return summary.split(/[ ,]+/).sort().join(' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `not JSON: ${text}`;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
