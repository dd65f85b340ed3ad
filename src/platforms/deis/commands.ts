import { numberAt, textAt } from '../../http/json.ts';
import { hintFor } from '../controller/causes.ts';
import type { CommandDialect } from './blocking-tasks.ts';

/**
 * Commands of Deis Workflow and Hephy, in a pod of their own of what is released. A pod that has not begun when the
 * controller stops waiting for it, is told of with the exit code 0 that was taken for granted; it is taken away then
 * (scheduler/resources/pod.py, `run`).
 */
export const workflowCommands: CommandDialect = {
  title: 'Deis',
  endIn({ json }) {
    const exitCode = numberAt(json, 'exit_code');
    const output = textAt(json, 'output') ?? '';
    if (exitCode === undefined) return undefined;
    if (exitCode !== 0 || !/^Could not get logs\. Pod is in state/.test(output)) return { exitCode, output };
    return {
      reason: `Deis did not wait for it any longer: ${output.trim()}`,
      hint: 'Its pod was taken away before the command was seen to begin. Another command of this app that runs, or one that has left its pod behind, makes Deis wait.',
      output: '',
    };
  },
  lingers(words) {
    // One that was not made is not there; one that took too long is taken away.
    const pod = /^(\S+) \(run\): (?!.*(?:failed to create|Timed out))/s.exec(words)?.[1];
    if (pod === undefined) return undefined;
    return `Its pod stays, and begins as soon as it can. Have the operator delete ${pod} before the command is run again.`;
  },
  hintFor(words) {
    if (/Timed out/.test(words)) return 'Deis ends commands after 20 minutes.';
    return hintFor(words);
  },
};
