import type { PulledImage } from '../image.ts';
import type { PodTemplate } from './pod-template.ts';
import { amountOf } from './quantities.ts';

/** A machine that pods run on. It keeps the images that it has pulled. */
export class Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly cpu: string;
  readonly memory: string;
  /** By the reference that they were pulled by: what a tag means elsewhere by now, the node does not know. */
  readonly images = new Map<string, PulledImage>();
  /** False: it pulls every time, as after a clean-up of its disk. */
  keepsImages = true;

  constructor(name: string, labels: Readonly<Record<string, string>> = {}, cpu = '64', memory = '256Gi') {
    this.name = name;
    this.labels = { 'kubernetes.io/hostname': name, ...labels };
    this.cpu = cpu;
    this.memory = memory;
  }

  has(labels: Readonly<Record<string, string>>): boolean {
    return Object.entries(labels).every(([key, value]) => this.labels[key] === value);
  }
}

/** Three machines in two zones. */
export function threeNodes(): Node[] {
  return [
    new Node('node-1', { environ: 'dev', ssd: 'true' }),
    new Node('node-2', { environ: 'dev', ssd: 'true' }),
    new Node('node-3', { environ: 'prod' }),
  ];
}

/** Where a pod can go, or why it can go nowhere, in the scheduler's words: the nodes and how many of them lack what. */
export function placesFor(nodes: readonly Node[], template: PodTemplate): readonly Node[] | string {
  const lacks = nodes.map((node) => whatLacks(node, template));
  const found = nodes.filter((_, index) => lacks[index] === undefined);
  if (found.length > 0) return found;
  const reasons = [...new Set(lacks)].map((lack) => `${lacks.filter((other) => other === lack).length} ${lack}`);
  return `0/${nodes.length} nodes are available: ${reasons.join(', ')}.`;
}

function whatLacks(node: Node, { nodeSelector, resources }: PodTemplate): string | undefined {
  if (!node.has(nodeSelector)) return "node(s) didn't match node selector";
  for (const kind of ['cpu', 'memory'] as const) {
    // What only has a limit asks for as much as that.
    const asked = resources.requests[kind] ?? resources.limits[kind];
    if (asked !== undefined && amountOf(asked) > amountOf(node[kind])) return `Insufficient ${kind}`;
  }
  return undefined;
}
