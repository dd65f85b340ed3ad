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
export function githubRunner(env: NodeJS.ProcessEnv): Runner {
  const secrets = new Secrets();
  // Before and after: characters that are taken out may have stood in the middle of a credential, or in a form of it.
  const safe = (text: string) => secrets.redact(plain(secrets.redact(text)));

  return {
    input: (name) => core.getInput(name),
    mask(secret) {
      for (const form of secrets.add(secret)) core.setSecret(form);
    },
    output: (name, value) => core.setOutput(name, secrets.redact(value)),
    // Not redacted: it holds ids only, and one that reads *** would keep the post step from finding the release.
    saveState: (name, value) => core.saveState(name, value),
    savedState: (name) => core.getState(name),
    print(line, style) {
      const text = notACommand(oneLineKeepingIndent(safe(line)));
      core.info(style === undefined ? text : `\u001b[${colours[style]}m${text}\u001b[0m`);
    },
    printForeign(lines) {
      if (lines.length === 0) return;
      const token = randomBytes(16).toString('hex');
      core.info(`::stop-commands::${token}`);
      try {
        for (const line of lines) core.info(notACommand(oneLineKeepingIndent(safe(line))));
      } finally {
        core.info(`::${token}::`);
      }
    },
    openGroup: (title) => core.startGroup(oneLine(safe(title))),
    closeGroup: () => core.endGroup(),
    annotate(level, title, text) {
      const body = safe(text).slice(0, longestAnnotation);
      const properties = { title: oneLine(safe(title), 200) };
      if (level === 'error') core.error(body, properties);
      else core.warning(body, properties);
    },
    summarise(markdown) {
      const file = env['GITHUB_STEP_SUMMARY'];
      if (file === undefined || file === '') return;
      try {
        appendFileSync(file, secrets.redactMarkdown(markdown));
      } catch (error) {
        this.print(`The job summary could not be written: ${messageOf(error)}`, 'dim');
      }
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
  const [server, repository, run] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY'], env['GITHUB_RUN_ID']];
  const parts = [run ?? 'local', env['GITHUB_RUN_ATTEMPT'] ?? '1', randomBytes(4).toString('hex')];
  return {
    repository,
    // The same run may use this action for several apps: the random part tells their steps apart.
    id: parts.join('-').replace(/[^A-Za-z0-9._-]/g, ''),
    url: server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
    sha: env['GITHUB_SHA'],
    debug: core.isDebug(),
  };
}
