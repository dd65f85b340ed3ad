// Writes the inputs and outputs of the action.yml files anew from their tables in src: node scripts/action-yml.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { type Entry, inputsOf } from '../src/inputs/definitions.ts';
import { outputsTold } from '../src/report/output-descriptions.ts';
import { plain, quoted, reusableWorkflow } from './reusable-workflow.ts';

const entries: Readonly<Record<Entry, string>> = {
  deploy: '../action.yml',
  task: '../task/action.yml',
  rollback: '../rollback/action.yml',
};

for (const [entry, path] of Object.entries(entries)) {
  const file = new URL(path, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const inputs = inputsOf(entry as Entry).map(({ name, description, required, default: fallback }) =>
    [
      `  ${name}:`,
      `    description: ${quoted(description)}`,
      ...(required ? ['    required: true'] : []),
      ...(fallback === undefined ? [] : [`    default: ${plain(fallback)}`]),
    ].join('\n'),
  );
  const outputs = Object.entries(outputsTold(entry as Entry)).map(
    ([name, description]) => `  ${name}:\n    description: ${quoted(description)}`,
  );
  const table = `inputs:\n${inputs.join('\n')}\n\noutputs:\n${outputs.join('\n')}\n\nruns:`;
  writeFileSync(
    file,
    text.replace(/^inputs:\n[\s\S]*?^runs:/m, () => table),
  );
}

// The same action in a folder: a workflow cannot name the root of its own repository.
const action = readFileSync(new URL('../action.yml', import.meta.url), 'utf8');
writeFileSync(new URL('../deploy/action.yml', import.meta.url), action.replaceAll(/: dist\//g, ': ../dist/'));
writeFileSync(new URL('../.github/workflows/deploy.yml', import.meta.url), reusableWorkflow);
