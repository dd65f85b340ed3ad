import type { PulledImage } from '../../image.ts';

/** The id of the one cell that there is. */
export const cellId = '7d1c7a5e-4e3b-4d0c-9a43-0c1f5a1f9b02';

/** Why the launcher cannot begin in a container, in its words (dockerapplifecycle, launcher/main.go); undefined: it can. */
export function launchFailure(image: PulledImage, command: string | undefined): string | undefined {
  if (image.architecture !== 'amd64' || image.os !== 'linux') return 'Failed to run: exec format error';
  // A command goes to /bin/sh; an image's own entrypoint does not.
  if (command !== undefined && image.shell === false) return 'Failed to run: no such file or directory';
  return undefined;
}

/** How a cell says that a process in a container has ended. */
export function exitDescription(source: string, exitCode: number, outOfMemory: boolean): string {
  return `${source}: Exited with status ${exitCode}${outOfMemory ? ' (out of memory)' : ''}`;
}

/** What a cell says when it cannot make a container, because the image cannot be had. */
export function createFailure(why: string): string {
  return `failed to create container: running image plugin create: pulling the image: ${why}: exit status 1`;
}
