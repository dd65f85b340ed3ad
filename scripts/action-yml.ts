// Writes the inputs and outputs of action.yml anew from their tables in src: node scripts/action-yml.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { type InputDefinition, inputDefinitions } from '../src/inputs/definitions.ts';
import { outputDescriptions } from '../src/report/outputs.ts';

const file = new URL('../action.yml', import.meta.url);
const text = readFileSync(file, 'utf8');
const quoted = (value: string) => (value.includes('"') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`);

const inputs = inputDefinitions.map(({ name, description, required, default: fallback }: InputDefinition) =>
  [
    `  ${name}:`,
    `    description: ${quoted(description)}`,
    ...(required ? ['    required: true'] : []),
    ...(fallback === undefined
      ? []
      : [`    default: ${/^(true|false|\d+)$/.test(fallback) ? quoted(fallback) : fallback}`]),
  ].join('\n'),
);
const outputs = Object.entries(outputDescriptions).map(
  ([name, description]) => `  ${name}:\n    description: ${quoted(description)}`,
);

const table = `inputs:\n${inputs.join('\n')}\n\noutputs:\n${outputs.join('\n')}\n\nruns:`;
writeFileSync(
  file,
  text.replace(/^inputs:\n[\s\S]*?^runs:/m, () => table),
);
