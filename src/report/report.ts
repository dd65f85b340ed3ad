import type { Clock } from '../clock.ts';
import { duration } from '../duration.ts';
import { Cancelled, messageOf } from '../errors.ts';
import type { Finding } from '../image/rule.ts';
import type { Evidence, LogLine, Observation } from '../platforms/platform.ts';
import { isGreen } from '../rollout/outcome.ts';
import type { Runner, Style } from '../runner/runner.ts';
import { observationLine, shortDigests, stopwatch } from './lines.ts';
import { outputsOf, taskOutputsOf } from './outputs.ts';
import { cleanStory, type PhaseName, type PhaseRecord, type Story } from './story.ts';
import { annotationOf, logText, verdictLine } from './texts.ts';

/** After this much silence a line says that the run is still alive. Milliseconds. */
const heartbeatMs = 30_000;
const indent = ' '.repeat(11);

/** What the work of a phase came to: made by `end` or `fail`. */
export interface Told<T> {
  readonly value: T;
  readonly line: string;
  readonly ok: boolean;
}

/** What a phase may say while it is under way, and how it says that it is over. */
export interface Phase {
  /** From here on every line is printed at once: for phases that somebody watches. */
  open(headline: string): void;
  /** A detail of this phase, whatever else is under way. */
  note(line: string): void;
  /** A line for a look, with the time since the start of the run; one that says what the last one said is left out. */
  progress(observation: Observation): void;
  end<T>(value: T, line: string): Told<T>;
  /** The phase failed in a way that the story goes on from. */
  fail<T>(value: T, line: string): Told<T>;
}

interface ActivePhase {
  readonly name: PhaseName;
  readonly startedAt: number;
  readonly notes: string[];
  opened: boolean;
}

/** Writes the log while the run goes on, and everything else when it ends. */
export class Report {
  readonly #runner: Runner;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #phases: PhaseRecord[] = [];
  readonly #active: ActivePhase[] = [];
  #lastLineAt: number;
  /** What stands in the log as a finding already. */
  readonly #found = new Set<string>();

  constructor(runner: Runner, clock: Clock) {
    this.#runner = runner;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#lastLineAt = this.#startedAt;
  }

  get phases(): readonly PhaseRecord[] {
    return this.#phases;
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** The first line: what will happen. */
  begin(intention: string): void {
    this.#print(intention);
  }

  /** A detail of the phase that began last: folded under its line, or in the open when the phase fails. */
  note(line: string): void {
    this.#noteTo(this.#active.at(-1), line);
  }

  #noteTo(active: ActivePhase | undefined, line: string): void {
    if (active === undefined || active.opened) this.#print(indent + line, 'dim');
    else active.notes.push(line);
  }

  /** Runs one phase of the story and writes its line: name, result, time. */
  async phase<T>(name: PhaseName, work: (phase: Phase) => Promise<Told<T>>): Promise<T> {
    const active: ActivePhase = { name, startedAt: this.#clock.now(), notes: [], opened: false };
    this.#active.push(active);
    const stop = new AbortController();
    const beating = this.#beat(active, stop.signal);
    try {
      const { value, line, ok } = await work(this.#voiceOf(active));
      this.#close(active, line, ok);
      return value;
    } catch (error) {
      this.#close(active, error instanceof Cancelled ? 'cancelled' : messageOf(error), false);
      throw error;
    } finally {
      stop.abort();
      await beating;
    }
  }

  #voiceOf(active: ActivePhase): Phase {
    let last = '';
    return {
      open: (headline) => {
        active.opened = true;
        this.#print(phaseLine(active.name, shortDigests(headline)));
        for (const note of active.notes.splice(0)) this.#print(indent + note, 'dim');
      },
      note: (line) => this.#noteTo(active, line),
      progress: (observation) => {
        const line = shortDigests(observationLine(observation));
        if (line !== last) this.#print(`${indent}${stopwatch(this.elapsedMs)}  ${line}`);
        last = line;
      },
      end: (value, line) => ({ value, line, ok: true }),
      fail: (value, line) => ({ value, line, ok: false }),
    };
  }

  #close(active: ActivePhase, result: string, ok: boolean): void {
    const line = shortDigests(result);
    const { name, startedAt, notes, opened } = active;
    this.#active.splice(this.#active.indexOf(active), 1);
    const tookMs = this.#clock.now() - startedAt;
    this.#phases.push({ name, result: line, tookMs, ok });
    if (ok && opened) return;
    if (ok) {
      this.#fold(phaseLine(name, line, tookMs), notes);
      return;
    }
    // The phase that failed stays open: nothing of it is folded away.
    this.#print(opened ? `${indent}✖ ${line}` : phaseLine(name, `✖ ${line}`, tookMs), 'bad');
    for (const note of notes) this.#print(indent + note);
  }

  /** What a plan means beyond its changes, in the open: somebody must have read it before it happens. */
  remarks(remarks: readonly string[]): void {
    for (const remark of remarks) this.#print(indent + remark);
  }

  /** Once each, however often the image is judged. */
  findings(all: readonly Finding[]): void {
    const findings = all.filter(({ message }) => !this.#found.has(message));
    for (const { severity, code, message, remedy } of findings) {
      this.#found.add(message);
      const text = `${code}: ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
      if (severity === 'info') this.#print(`${indent}${text}`, 'dim');
      else this.#print(`${indent}${severity}: ${text}`, severity === 'error' ? 'bad' : 'caution');
    }
    if (findings.some(({ severity }) => severity !== 'info')) {
      this.#print(`${indent}What each check means: ${this.#runner.run.docs}/image-checks.md`, 'dim');
    }
  }

  /** What an app or a command of the user's own prints, in the open. */
  foreign(lines: readonly LogLine[]): void {
    this.#runner.printForeign(lines.map((line) => `${indent}| ${logText(line)}`));
    this.#lastLineAt = this.#clock.now();
  }

  /** The proof, in the open: it is what the reader came for. */
  evidence({ facts, log }: Evidence): void {
    for (const fact of facts) if (!this.#found.has(fact)) this.#print(indent + shortDigests(fact));
    this.foreign(log);
  }

  /** The last word: the verdict's line, the annotation, all outputs, the summary, the exit code. */
  async finish(whole: Story): Promise<void> {
    const runner = this.#runner;
    const story = cleanStory(whole, (text) => runner.clean(text));
    const green = isGreen(story.outcome);
    // Outputs first: whatever goes wrong after this, they are written.
    const outputs = story.entry === 'task' ? taskOutputsOf(story) : outputsOf(story);
    for (const [name, value] of Object.entries(outputs)) runner.output(name, value);
    runner.exitCode(green ? 0 : 1);
    this.#print(verdictLine(story), green ? 'good' : 'bad');
    if (!isGreen(story.outcome)) {
      const { title, text } = annotationOf(story.outcome, story.request?.app, story.phases, story.plan);
      runner.annotate('error', title, text);
    }
    const wanted = story.request?.summary ?? 'always';
    if (wanted === 'always' || (wanted === 'on-failure' && !green)) {
      // A chunk of its own, last of all: nothing of it is needed before.
      const { summaryOf } = await import('./summary.ts');
      runner.summarise(summaryOf(story, runner.run.docs));
    }
  }

  #fold(line: string, notes: readonly string[]): void {
    if (notes.length === 0) {
      this.#print(line);
      return;
    }
    this.#runner.openGroup(line);
    for (const note of notes) this.#runner.print(indent + note);
    this.#runner.closeGroup();
    this.#lastLineAt = this.#clock.now();
  }

  #print(line: string, style?: Style): void {
    this.#lastLineAt = this.#clock.now();
    this.#runner.print(line, style);
  }

  /** After a long silence, what is under way, and what its latest note says: that is folded away until the end. */
  async #beat({ name, notes }: ActivePhase, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const silentMs = this.#clock.now() - this.#lastLineAt;
      if (silentMs >= heartbeatMs) {
        const latest = notes.at(-1);
        const what = latest === undefined ? name : `${name}: ${shortDigests(latest)}`;
        this.#print(`${indent}${stopwatch(this.elapsedMs)}  still in ${what}`, 'dim');
      }
      try {
        await this.#clock.sleep(Math.max(1_000, heartbeatMs - Math.max(0, silentMs)), stop);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
      }
    }
  }
}

/** `▸ Image    sha256:4f0c5e1d9a1e · linux/amd64   0.4 s` */
function phaseLine(name: PhaseName, text: string, tookMs?: number): string {
  const line = `▸ ${name.padEnd(8)} ${text}`;
  return tookMs === undefined ? line : `${line}   ${duration(tookMs)}`;
}
