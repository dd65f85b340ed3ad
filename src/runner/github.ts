import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import * as core from '@actions/core';
import { messageOf } from '../errors.ts';
import type { RunFacts, Runner, Style } from './runner.ts';
import { notACommand, oneLine, plain } from './safe-text.ts';
import { Secrets } from './secrets.ts';

/** GitHub keeps 4,096 characters of an annotation. */
const longestAnnotation = 4_000;

const colours: Record<Style, string> = { good: '32', bad: '31', caution: '33', dim: '2' };

/** The GitHub Actions runner, by its workflow commands and file commands. */
/**
 * @param env of the process: what the runner has set
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubRunner(env: NodeJS.ProcessEnv): Runner {
  const secrets = new Secrets();
  // Before and after: characters that are taken out may have stood in the middle of a credential, or in a form of it.
  const clean = (text: string) => secrets.redact(plain(secrets.redact(text)));

  return {
    input: (name) => core.getInput(name),
    mask(secret) {
      for (const form of secrets.add(secret)) core.setSecret(form);
    },
    redact: (text) => secrets.redact(text),
    clean,
    output: (name, value) => core.setOutput(name, secrets.redact(value)),
    // Not redacted: it holds ids and names only, and one that reads *** would keep the post step from finding the release.
    saveState: (name, value) => core.saveState(name, value),
    savedState: (name) => core.getState(name),
    print(line, style) {
      const text = notACommand(oneLineKeepingIndent(clean(line)));
      core.info(style === undefined ? text : `\u001b[${colours[style]}m${text}\u001b[0m`);
    },
    printForeign(lines) {
      if (lines.length === 0) return;
      const token = randomBytes(16).toString('hex');
      core.info(`::stop-commands::${token}`);
      try {
        for (const line of lines) core.info(notACommand(oneLineKeepingIndent(clean(line))));
      } finally {
        core.info(`::${token}::`);
      }
    },
    openGroup: (title) => core.startGroup(oneLine(clean(title))),
    closeGroup: () => core.endGroup(),
    annotate(level, title, text) {
      const body = clean(text).slice(0, longestAnnotation);
      const properties = { title: oneLine(clean(title), 200) };
      if (level === 'error') core.error(body, properties);
      else core.warning(body, properties);
    },
    summarise(markdown) {
      const file = env['GITHUB_STEP_SUMMARY'];
      if (file === undefined || file === '') return;
      try {
        appendFileSync(file, secrets.redact(markdown));
      } catch (error) {
        this.print(`The job summary could not be written: ${messageOf(error)}`, 'dim');
      }
    },
    async oidcToken(audience, http) {
      // A chunk of its own: few runs log in so.
      const { askForOidcToken } = await import('./oidc.ts');
      const event = env['GITHUB_EVENT_NAME'];
      return askForOidcToken(audience, { env, http, event, mask: (secret) => this.mask(secret) });
    },
    exitCode(code) {
      process.exitCode = code;
    },
    run: runFacts(env),
  };
}

function oneLineKeepingIndent(text: string): string {
  return (/^ */.exec(text)?.[0] ?? '') + oneLine(text);
}

function runFacts(env: NodeJS.ProcessEnv): RunFacts {
  const parts = [env['GITHUB_RUN_ID'] || 'local', env['GITHUB_RUN_ATTEMPT'] || '1', randomBytes(4).toString('hex')];
  return {
    repository: env['GITHUB_REPOSITORY'],
    revision: env['GITHUB_SHA'],
    event: env['GITHUB_EVENT_NAME'],
    tokens: tokensOf(env),
    docs: docsOf(env),
    // The same run may use this action for several apps: the random part tells their steps apart.
    id: parts.join('-').replace(/[^A-Za-z0-9._-]/g, ''),
  };
}

/** The job's own credentials, as far as this step can see them. */
function tokensOf(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const names = ['GITHUB_TOKEN', 'GH_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  return new Map(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** Empty for an action that is a folder of the workflow's own repository: then there is no address to give. */
function docsOf(env: NodeJS.ProcessEnv): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  return server && repository && ref ? `${server}/${repository}/blob/${ref}/docs` : 'docs';
}
