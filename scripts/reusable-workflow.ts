import { type InputDefinition, inputsOf } from '../src/inputs/definitions.ts';
import { outputsTold } from '../src/report/output-descriptions.ts';

/** Inputs of the action that a caller of the workflow does not have, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'use-docker-login': 'no earlier step of the job can have logged in',
};

/** Inputs that may hold secrets without being one: the caller gives them either way. */
const eitherWay = ['env', 'ca-certificate'];

/** As a secret is called: GitHub stores no name with a dash, and an environment's own secret must be able to fill it. */
const secretName = (name: string) => name.replaceAll('-', '_');

/** A text of one line, as YAML. */
export const quoted = (value: string) => (value.includes('"') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`);

/** A default as YAML: a string, also where it looks like something else. */
export const plain = (value: string) => (/^(true|false|\d+)$/.test(value) ? quoted(value) : value);

const given = inputsOf('deploy').filter(({ name }) => leftOut[name] === undefined);

/** All are strings, as an action's are: GitHub makes one of a number or a boolean, but not the other way round. */
const input = ({ name, description, required, default: fallback }: InputDefinition) =>
  [
    `      ${name}:`,
    `        description: ${quoted(description)}`,
    '        type: string',
    ...(required ? ['        required: true'] : []),
    ...(fallback === undefined ? [] : [`        default: ${plain(fallback)}`]),
  ].join('\n');

const secret = ({ name, description }: InputDefinition) =>
  `      ${secretName(name)}:\n        description: ${quoted(description)}\n        required: false`;

function handedOn({ name, secret: isSecret }: InputDefinition): string {
  if (isSecret) return `          ${name}: \${{ secrets.${secretName(name)} }}`;
  if (!eitherWay.includes(name)) return `          ${name}: \${{ inputs.${name} }}`;
  // Lines of both: a secret part and a public one add up.
  return `          ${name}: |-\n            \${{ inputs.${name} }}\n            \${{ secrets.${secretName(name)} }}`;
}

const told = Object.entries(outputsTold('deploy'));

/** The text of .github/workflows/deploy.yml. */
export const reusableWorkflow = `# Written by scripts/action-yml.ts. How to call it: docs/reusable-workflow.md
name: Deploy an image
on:
  workflow_call:
    inputs:
${given
  .filter(({ secret: isSecret }) => !isSecret)
  .map(input)
  .join('\n')}
      environment:
        description: "GitHub environment of the job, with its approvals; it stands in the OIDC token. Empty: none. A plan never enters it."
        type: string
      runs-on:
        description: "Label of the runner."
        type: string
        default: ubuntu-24.04
      timeout-minutes:
        description: "Longest time for the whole job. Keep it above timeout."
        type: number
        default: 60
    secrets:
${given
  .filter(({ name, secret: isSecret }) => isSecret || eitherWay.includes(name))
  .map(secret)
  .join('\n')}
    outputs:
${told
  .map(
    ([name, description]) =>
      `      ${name}:\n        description: ${quoted(description)}\n        value: \${{ jobs.deploy.outputs.${name} }}`,
  )
  .join('\n')}

# No permissions here: asked for in this file, id-token: write would stop every caller that does not grant it, used or not.
# The job has what the caller's job grants.
jobs:
  deploy:
    runs-on: \${{ inputs.runs-on }}
    timeout-minutes: \${{ inputs.timeout-minutes }}
    # A plan waits for no approval, and sees no secret of the environment.
    environment:
      name: \${{ inputs.mode != 'plan' && inputs.environment || '' }}
      url: \${{ steps.deploy.outputs.url }}
    # One deploy of an app at a time. A plan writes nothing and waits for nobody.
    concurrency:
      group: deploy-image ${[
        ...['api', 'org', 'space'].map((name) => `\${{ inputs.${name} }}`),
        `\${{ inputs.app || github.repository }}`,
      ].join(' ')} \${{ inputs.mode == 'plan' && format('plan {0}', github.run_id) || '' }}
      cancel-in-progress: false
    outputs:
${told.map(([name]) => `      ${name}: \${{ steps.deploy.outputs.${name} }}`).join('\n')}
    steps:
      - if: inputs.manifest != ''
        uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      - id: deploy
        # This repository, at the commit of this file.
        uses: $/deploy
        with:
${given.map(handedOn).join('\n')}
`;
