import { badQuery } from '../errors.ts';
import { keyError, labelValueError } from './metadata.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * A `label_selector` as a test on labels. All requirements must hold; a label that is absent satisfies `!=` and
 * `notin`. Throws 400 in the words of the server's own parser (CCNG, label_selector_parser.rb).
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
  if (text === '') throw badQuery('Missing label_selector value');
  const requirements = splitTopLevel(text).map((part) => requirement(part, text));
  if (requirements.length > 50) throw badQuery('Too many label_selector requirements (maximum is 50)');
  return (labels) => requirements.every((holds) => holds(labels));
}

/** At the commas outside parentheses. */
function splitTopLevel(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

function requirement(part: string, whole: string): (labels: Labels) => boolean {
  const text = part.trim();
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set !== null) {
    const key = checkedKey(set[1] ?? '');
    const values = (set[3] ?? '').split(',').map((value) => checkedValue(value.trim(), whole));
    return set[2] === 'in'
      ? (labels) => labels[key] !== undefined && values.includes(labels[key])
      : (labels) => labels[key] === undefined || !values.includes(labels[key]);
  }
  const equality = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]+)$/.exec(text);
  if (equality !== null) {
    const key = checkedKey(equality[1] ?? '');
    const value = checkedValue(equality[3] ?? '', whole);
    return equality[2] === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const existence = /^(!?)\s*([^\s!=(),]+)$/.exec(text);
  if (existence !== null) {
    const key = checkedKey(existence[2] ?? '');
    return existence[1] === '!' ? (labels) => labels[key] === undefined : (labels) => labels[key] !== undefined;
  }
  throw badQuery(`Invalid label_selector value: ${JSON.stringify(whole)}`);
}

function checkedKey(key: string): string {
  const problem = keyError(key);
  if (problem !== undefined) throw badQuery(problem);
  return key;
}

function checkedValue(value: string, whole: string): string {
  if (value === '') throw badQuery(`Invalid label_selector value: ${JSON.stringify(whole)}`);
  const problem = labelValueError(value);
  if (problem !== undefined) throw badQuery(problem);
  return value;
}
