import { NotModelled } from '../errors.ts';

type Labels = Readonly<Record<string, string>>;

/** A `label_selector` as Kubernetes has it: all of it must hold; a label that is absent satisfies `!=` and `notin`. */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const parts = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
  const holds = parts.map((part) => requirement(part.trim(), text));
  return (labels) => holds.every((one) => one(labels));
}

function requirement(part: string, whole: string): (labels: Labels) => boolean {
  const set = /^([^\s!=(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  const one = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/.exec(part);
  const there = /^(!?)\s*([^\s!=(),]+)$/.exec(part);
  if (there !== null) return (labels) => (labels[there[2] ?? ''] !== undefined) === (there[1] === '');
  const [, key = '', operator = '', value = ''] = set ?? one ?? [];
  if (key === '') throw new NotModelled(`the refusal of the label selector ${whole}`);
  const values = set === null ? [value] : value.split(',').map((text) => text.trim());
  const isWanted = operator !== '!=' && operator !== 'notin';
  return (labels) => {
    const label = labels[key];
    return (label !== undefined && values.includes(label)) === isWanted;
  };
}
