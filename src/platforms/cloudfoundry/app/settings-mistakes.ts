import type { Mistake, Settings } from '../../../inputs/request.ts';

/** cloud_controller_ng `process_update_message.rb`. Characters. */
const longestCommand = 4_096;
const longestPath = 255;
/** Of `NAME=value` and the zero byte behind it; with more, Linux starts no program (execve(2), MAX_ARG_STRLEN). Bytes. */
const largestVariable = 128 * 1_024;

/** What the Cloud Controller, or the kernel under the app, would refuse. Names of variables are told, values never. */
export function settingsMistakes(settings: Settings | undefined): readonly Mistake[] {
  const found: Mistake[] = [];
  const { command, healthCheck, env } = settings ?? {};
  if (command !== undefined && command.length > longestCommand) {
    const message = `is ${command.length} characters long · Cloud Foundry takes ${longestCommand}: put it into a script in the image`;
    found.push({ input: 'command', message });
  }
  if (healthCheck?.type === 'http' && healthCheck.path.length > longestPath) {
    const message = `has a path of ${healthCheck.path.length} characters · Cloud Foundry takes ${longestPath}`;
    found.push({ input: 'health-check', message });
  }
  for (const [name, value] of env ?? []) {
    const message = nameMistake(name) ?? valueMistake(name, value);
    if (message !== undefined) found.push({ input: 'env', message });
  }
  return found;
}

/** cloud_controller_ng `app/messages/validators.rb`, EnvironmentVariablesValidator: in upper and lower case. */
function nameMistake(name: string): string | undefined {
  if (/^PORT$/i.test(name))
    return `sets ${name} · Cloud Foundry sets it: the lowest port that the image exposes, else 8080`;
  if (/^(?:VCAP_|VMC)/i.test(name))
    return `sets ${name} · Cloud Foundry keeps names that begin with VCAP_ and VMC for itself`;
  return undefined;
}

function valueMistake(name: string, value: string): string | undefined {
  if (value.includes('\0')) return `has a zero byte in ${name} · no variable can hold one`;
  const bytes = Buffer.byteLength(`${name}=${value}`) + 1;
  if (bytes <= largestVariable) return undefined;
  return `has ${bytes} bytes in ${name} · no program starts with a variable of more than ${largestVariable}: put it into a service, or into the image`;
}
