import type { Fields } from './fields.ts';

/**
 * The `domain` of a new route, by the checks of both generations' serializers (IDNA words for what cannot be encoded).
 * A wildcard and a name without dots are fine. `''` when it was refused.
 */
export function readDomain(fields: Fields, taken: (domain: string) => boolean): string {
  const written = fields.text('domain');
  if (written === '') return '';
  const bare = written.startsWith('*.') ? written.slice(2) : written;
  for (const label of bare.split('.')) {
    const problem = labelProblem(label);
    if (problem === undefined) continue;
    fields.complain('domain', `Hostname does not look valid, could not convert to ACE ${written}: ${problem}`);
    return '';
  }
  if (/^[\d.]+$/.test(bare)) {
    fields.complain('domain', 'Hostname does not look valid.');
    return '';
  }
  const domain = written.toLowerCase();
  if (taken(domain)) {
    fields.complain('domain', 'Domain is already in use by another application');
    return '';
  }
  return domain;
}

/** In the words of the idna package that the controllers use. */
function labelProblem(label: string): string | undefined {
  if (label === '') return 'Empty Label';
  if (label.length > 63) return 'Label too long';
  if (label.startsWith('-') || label.endsWith('-')) return 'Label must not start or end with a hyphen';
  for (const [index, char] of [...label].entries()) {
    if (/[a-zA-Z0-9-]/.test(char)) continue;
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `Codepoint U+${code} at position ${index + 1} of '${label}' not allowed`;
  }
  return undefined;
}
