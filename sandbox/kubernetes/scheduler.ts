import type { Node } from './node.ts';
import type { Pod } from './pod.ts';

/** Spreads the pods of one owner, then all pods. */
export function leastUsed(nodes: readonly Node[], own: readonly Pod[], all: readonly Pod[]): Node | undefined {
  const on = (pods: readonly Pod[], node: Node) => pods.filter((pod) => pod.live && pod.node === node).length;
  return [...nodes].sort((a, b) => on(own, a) - on(own, b) || on(all, a) - on(all, b))[0];
}
