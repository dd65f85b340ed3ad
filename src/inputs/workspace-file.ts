import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Unreadable } from './readers.ts';

/** Cloud Foundry takes no more (cloud_controller_ng `application_controller.rb`, parsed_yaml). Bytes. */
const largest = 1024 * 1024;

/**
 * A text file of the job's workspace: what the repository, or an earlier step, has put there.
 *
 * @param path as it was given, below the workspace
 * @throws Unreadable for one that is not there, or not in the workspace, as links lead, or no text
 */
export function readWorkspaceFile(path: string, workspace: string): string {
  // Not quoted: a file has secrets in it.
  if (/[\r\n]/.test(path)) throw new Unreadable('is the text of a file · write its path in the workspace');
  const root = realpathSync(workspace);
  let file: string;
  try {
    file = realpathSync(resolve(root, path));
  } catch {
    throw new Unreadable(`"${path}" is not there · is the repository checked out in this job (actions/checkout)?`);
  }
  const below = relative(root, file);
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below))
    throw new Unreadable(`"${path}" leads out of the workspace`);
  const stat = statSync(file);
  if (!stat.isFile()) throw new Unreadable(`"${path}" is no file`);
  if (stat.size > largest) throw new Unreadable(`"${path}" has ${stat.size} bytes · ${largest} are the most`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch {
    throw new Unreadable(`"${path}" is no text in UTF-8`);
  }
}
