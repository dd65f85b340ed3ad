import type { RunFacts, Runner, Style } from '../../src/runner/runner.ts';
import { job } from './image.ts';

/** A runner that remembers what it was told. Nothing is hidden but by `clean`: the texts are as the report made them. */
export class RecordingRunner implements Runner {
  /** The log as a person would read it; groups and annotations are told in brackets. */
  readonly log: string[] = [];
  readonly styles: [line: string, style: Style | undefined][] = [];
  readonly outputs: Record<string, string> = {};
  readonly masks: string[] = [];
  readonly annotations: { level: 'error' | 'warning'; title: string; text: string }[] = [];
  readonly inputs: Record<string, string>;
  readonly run: RunFacts = { ...job, id: 'run-1', docs: 'https://github.com/acme/deploy-image/blob/v1/docs' };
  summary = '';
  code: 0 | 1 | undefined;
  readonly #state = new Map<string, string>();

  constructor(inputs: Record<string, string> = {}) {
    this.inputs = inputs;
  }

  input(name: string): string {
    return this.inputs[name] ?? '';
  }
  mask(secret: string): void {
    this.masks.push(secret);
  }
  clean(text: string): string {
    return this.redact(text);
  }
  redact(text: string): string {
    return this.masks.reduce((cleaned, secret) => cleaned.replaceAll(secret, '***'), text);
  }
  output(name: string, value: string): void {
    this.outputs[name] = value;
  }
  saveState(name: string, value: string): void {
    this.#state.set(name, value);
  }
  savedState(name: string): string {
    return this.#state.get(name) ?? '';
  }
  print(line: string, style?: Style): void {
    this.log.push(line);
    this.styles.push([line, style]);
  }
  printForeign(lines: readonly string[]): void {
    this.log.push(...lines.map((line) => `[foreign] ${line}`));
  }
  openGroup(title: string): void {
    this.log.push(`[group] ${title}`);
  }
  closeGroup(): void {
    this.log.push('[end]');
  }
  annotate(level: 'error' | 'warning', title: string, text: string): void {
    this.annotations.push({ level, title, text });
  }
  summarise(markdown: string): void {
    this.summary += markdown;
  }
  oidcToken(audience: string): Promise<string> {
    return Promise.reject(new Error(`nobody was to ask for a token for ${audience}`));
  }
  exitCode(code: 0 | 1): void {
    this.code = code;
  }
}
