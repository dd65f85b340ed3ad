import type { Mistake, Settings } from '../../../inputs/request.ts';

/** cloud_controller_ng `process_update_message.rb`. Characters. */
const longestCommand = 4_096;
const longestPath = 255;
const longestRoutePath = 128;
const lowestPort = 1_024;
const markKey = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[a-z0-9](?:[\w.-]{0,61}[a-z0-9])?$/i;
const labelValue = /^(?:[a-z0-9](?:[\w.-]{0,61}[a-z0-9])?)?$/i;
/** Of `NAME=value` and the zero byte behind it; with more, Linux starts no program (execve(2), MAX_ARG_STRLEN). Bytes. */
const largestVariable = 128 * 1_024;

/** What the Cloud Controller, or the kernel under the app, would refuse. Names of variables are told, values never. */
export function settingsMistakes(settings: Settings | undefined): readonly Mistake[] {
  const found: Mistake[] = [];
  const { command, healthCheck, readinessCheck, env } = settings ?? {};
  if (typeof command === 'string' && command.length > longestCommand) {
    const message = `is ${command.length} characters long · Cloud Foundry takes ${longestCommand}: put it into a script in the image`;
    found.push({ input: 'command', message });
  }
  for (const [input, check] of [
    ['health-check', healthCheck],
    ['readiness-check', readinessCheck],
  ] as const) {
    if (check?.type !== 'http' || check.path.length <= longestPath) continue;
    const message = `has a path of ${check.path.length} characters · Cloud Foundry takes ${longestPath}`;
    found.push({ input, message });
  }
  for (const [name, value] of env ?? []) {
    const message = nameMistake(name) ?? valueMistake(name, value);
    if (message !== undefined) found.push({ input: 'env', message });
  }
  return [
    ...found,
    ...labelMistakes(settings ?? {}),
    ...routeMistakes(settings ?? {}),
    ...instancesMistakes(settings?.instances),
  ];
}

/** cloud_controller_ng `metadata_validator.rb`, `label_validator_helper.rb`: what is wrong with a key, or a value of a label. */
function labelMistakes({ labels, annotations }: Settings): readonly Mistake[] {
  const keys = [...(labels?.keys() ?? []), ...(annotations?.keys() ?? [])];
  const bad = keys.filter((key) => !markKey.test(key) || /^(?:.*\.)?cloudfoundry\.org\//i.test(key));
  const values = [...(labels ?? [])].filter(([, value]) => value !== null && !labelValue.test(value));
  const rule = 'letters, digits, ".", "_" and "-" between letters or digits, 63 at most';
  return [
    ...bad.map((key) => ({
      input: 'labels',
      message: `${key} is no name of a label · ${rule}; a domain and "/" before it`,
    })),
    ...values.map(([key]) => ({ input: 'labels', message: `${key} has a value that no label can have · ${rule}` })),
  ];
}

/** cloud_controller_ng `route_create_message.rb` and `route_update_destinations_message.rb`. */
function routeMistakes({ routes, port }: Settings): readonly Mistake[] {
  const ports = [
    ...(port === undefined ? [] : [['port', port] as const]),
    ...(routes ?? []).map((route) => ['routes', route.port] as const),
  ];
  const low = ports.flatMap(([input, number]) =>
    number === undefined || number >= lowestPort
      ? []
      : [{ input, message: `${number} · Cloud Foundry’s routes lead to ports from ${lowestPort} up` }],
  );
  const long = (routes ?? []).flatMap(({ address }) => {
    const path = address.replace(/^[^/]*/, '');
    return path.length <= longestRoutePath
      ? []
      : [
          {
            input: 'routes',
            message: `${address} has a path of ${path.length} characters · Cloud Foundry takes ${longestRoutePath}`,
          },
        ];
  });
  return [...low, ...long];
}

function instancesMistakes(instances: Settings['instances']): readonly Mistake[] {
  const wanted = instances?.get('web') ?? instances?.get('');
  if (wanted !== 0) return [];
  const message =
    'of web is 0 · nothing of the new image would run, so nothing could prove it. An app without traffic takes web=1 and health-check: process; an app whose web was scaled to 0 by hand keeps 0 when instances leaves web out';
  return [{ input: 'instances', message }];
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
