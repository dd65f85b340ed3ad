import type { SandboxClock } from '../clock.ts';
import { expanded, type PulledImage } from '../image.ts';
import { runShell, startsProgram } from '../shell.ts';
import type { PodFault } from './faults.ts';
import type { PodTemplate } from './pod-template.ts';
import { type ProbedContainer, portsOf } from './probe.ts';
import { Prober } from './prober.ts';
import { amountOf } from './quantities.ts';

/** The kubelet looks once a second which containers have ended. Sandbox milliseconds. */
const relist = 1_000;

/** How a container ended. */
export interface Exit {
  readonly code: number;
  /** `ContainerCannotRun` and, of containerd, `StartError`: there is no such program in its image. */
  readonly reason: 'Completed' | 'Error' | 'OOMKilled' | 'ContainerCannotRun' | 'StartError';
}

export interface ContainerOutside {
  readonly clock: SandboxClock;
  readonly probeScale: number;
  readonly fault: PodFault | undefined;
  /** How often its pod has started it before. */
  readonly restarts: number;
  say(line: string): void;
  exited(exit: Exit): void;
  ready(is: boolean): void;
  /** A probe failed. `message` is the event's. */
  unhealthy(message: string): void;
  /** The kubelet takes its life after such a probe. */
  killing(message: string): void;
}

/** One start of a pod's container, up to its end or the next start. What it does is what its image says. */
export class Container {
  readonly #image: PulledImage;
  readonly #template: PodTemplate;
  readonly #outside: ContainerOutside;
  #timers: (() => void)[] = [];
  #prober: Prober | undefined;
  #look: (() => ProbedContainer) | undefined;

  constructor(image: PulledImage, template: PodTemplate, outside: ContainerOutside) {
    this.#image = image;
    this.#template = template;
    this.#outside = outside;
  }

  start(): void {
    const { restartPolicy } = this.#template;
    const [program] = this.#words();
    const shell = isShell(program);
    if (program === launcher && this.#image.launcher !== true) {
      this.#exit({ code: 128, reason: 'StartError' });
      return;
    }
    if (shell && this.#image.shell === false) {
      this.#say(`exec: "${program}": stat ${program}: no such file or directory`);
      this.#exit({ code: 127, reason: 'ContainerCannotRun' });
      return;
    }
    if (restartPolicy === 'Never' || (shell && !startsProgram(this.#line()))) this.#run();
    else this.#serve();
  }

  /** Whether its app takes requests at a port now. */
  listensOn(port: number): boolean {
    const seen = this.#look?.();
    return seen?.listening === true && portsOf(seen).includes(port);
  }

  stop(): void {
    for (const stop of this.#timers) stop();
    this.#timers = [];
    this.#prober?.stop();
  }

  /** A template's command takes the place of the image's entrypoint, and arguments that of its command. */
  #words(): readonly string[] {
    const { command, args } = this.#template;
    const { entrypoint, cmd } = this.#image;
    if (command.length > 0) return [...command, ...args];
    return [...entrypoint, ...(args.length > 0 ? args : cmd)];
  }

  /** What is run, without the shell or launcher that runs it. */
  #line(): string {
    const words = this.#words();
    if (words[0] === launcher) return words.slice(1).join(' ');
    return (isShell(words[0]) ? words.slice(words[1] === '-c' ? 2 : 1) : words).join(' ');
  }

  /** Something that comes to an end. Without a probe it is ready from its start. */
  #run(): void {
    const { environment } = this.#template;
    const run = runShell(this.#image, this.#line(), { environment, memoryMb: this.#memoryMb() });
    this.#outside.ready(true);
    for (const line of run.lines) this.#after(line.atMs, () => this.#outside.say(line.text));
    this.#after(Math.max(run.ms, relist), () => {
      const reason = run.exitCode === 0 ? 'Completed' : 'Error';
      this.#exit({ code: run.exitCode, reason: run.outOfMemory ? 'OOMKilled' : reason });
    });
  }

  #serve(): void {
    const image = this.#image;
    for (const line of image.startLog) this.#say(line);
    const missing = image.needs?.find((name) => this.#template.environment[name] === undefined);
    if (missing !== undefined) {
      this.#say(`Error: ${missing} is not set`);
      this.#after(100, () => this.#exit({ code: 1, reason: 'Error' }));
    } else if ((image.memoryMb ?? 0) > this.#memoryMb()) {
      this.#after(500, () => this.#exit({ code: 137, reason: 'OOMKilled' }));
    } else this.#live();
  }

  #live(): void {
    const { clock, probeScale, fault, restarts } = this.#outside;
    const { behaviour, crashLog } = this.#image;
    if (fault?.kind === 'never-ready') return;
    const broken = fault?.kind === 'unhealthy' || behaviour.kind === 'never-healthy';
    const startedAt = clock.now();
    const [listensAt, readyAt] = broken ? [Infinity, Infinity] : moments(this.#image);
    if (behaviour.kind === 'crash' && !broken && restarts < (behaviour.times ?? Infinity)) {
      this.#after(behaviour.afterMs, () => {
        for (const line of crashLog) this.#say(line);
        this.#exit({ code: behaviour.exitCode, reason: behaviour.outOfMemory === true ? 'OOMKilled' : 'Error' });
      });
    }
    const container = (): ProbedContainer => {
      const age = clock.now() - startedAt;
      const { environment } = this.#template;
      return { image: this.#image, environment, listening: age >= listensAt, ready: age >= readyAt };
    };
    this.#look = container;
    this.#prober = new Prober({
      ...{ clock, container, scale: probeScale },
      failed: (message) => this.#outside.unhealthy(message),
      ready: (is) => this.#outside.ready(is),
      dead: (message) => {
        this.#outside.killing(`Container failed ${message.split(' ')[0]?.toLowerCase()} probe, will be restarted`);
        this.#exit({ code: 137, reason: 'Error' });
      },
    });
    const { readinessProbe, livenessProbe, startupProbe } = this.#template.probes;
    this.#prober.start(readinessProbe, livenessProbe, startupProbe);
  }

  /** Its limit. */
  #memoryMb(): number {
    const { memory } = this.#template.resources.limits;
    return memory === undefined ? Infinity : amountOf(memory) / 1024 ** 2;
  }

  #say(line: string): void {
    this.#outside.say(expanded(line, this.#template.environment));
  }

  #exit(exit: Exit): void {
    this.stop();
    this.#outside.exited(exit);
  }

  #after(delay: number, task: () => void): void {
    this.#timers.push(this.#outside.clock.after(delay, task));
  }
}

/** Of images that buildpacks have made; it hands one word over to a shell. */
const launcher = '/cnb/lifecycle/launcher';

function isShell(program: string | undefined): boolean {
  return /(^|\/)(ba|da|a)?sh$/.test(program ?? '');
}

/** When it listens, and when it is ready for traffic, in ms after its start. */
function moments({ behaviour }: PulledImage): [number, number] {
  if (behaviour.kind === 'never-healthy') return [Infinity, Infinity];
  const readyAt = behaviour.kind === 'unready' ? (behaviour.readyMs ?? Infinity) : behaviour.bootMs;
  return [behaviour.bootMs, readyAt];
}
