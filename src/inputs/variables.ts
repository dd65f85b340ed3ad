import { Unreadable } from './readers.ts';

const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const nameRule = 'letters, digits, "_", "." and "-", no digit first';

/**
 * Environment variables: `KEY=VALUE` lines, or one JSON object of strings, numbers and booleans.
 *
 * In lines everything behind the first `=` is the value, as it stands: no quotes are removed, nothing is expanded.
 * Values of several lines are written as JSON. Messages name keys and line numbers, never values: they may be secrets.
 */
export function readVariables(text: string): ReadonlyMap<string, string> {
  return text.trimStart().startsWith('{') ? variablesOfJson(text) : variablesOfLines(text);
}

function variablesOfLines(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return;
    const equals = line.indexOf('=');
    const key = line.slice(0, equals).trim();
    if (equals < 0) throw new Unreadable(`line ${index + 1} has no "=" · write KEY=VALUE, one a line`);
    if (!variableName.test(key)) {
      // Not quoted: it may be a line of a secret's value, such as the last one of a PEM block.
      throw new Unreadable(`line ${index + 1}: what stands before "=" cannot name a variable · ${nameRule}`);
    }
    if (variables.has(key)) throw new Unreadable(`line ${index + 1}: ${key} is there twice`);
    variables.set(key, line.slice(equals + 1));
  });
  return variables;
}

function variablesOfJson(text: string): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Unreadable('begins with "{" but is not JSON · write {"KEY": "value"} or KEY=VALUE lines');
  }
  const variables = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed as object)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new Unreadable(`the value of ${key} is no text · write it as a JSON string`);
    }
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      throw new Unreadable(`the value of ${key} is too large for a JSON number · write it as a JSON string`);
    }
    if (!variableName.test(key)) {
      throw new Unreadable(`${JSON.stringify(key)} cannot name a variable · ${nameRule}`);
    }
    variables.set(key, String(value));
  }
  return variables;
}
