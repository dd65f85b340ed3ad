import type { LogRecord } from '../runtime/logs.ts';

/**
 * Envelopes with moments that are too exact for a number of JavaScript, and so the document as text.
 *
 * @see cloudfoundry/korifi: api/presenter/log_cache.go
 */
export function presentLogs(records: readonly LogRecord[]): string {
  const batch = records.map(({ at, text }) => {
    const payload = Buffer.from(text.replace(/[\r\n]+$/, ''), 'utf8').toString('base64');
    const rest = JSON.stringify({ tags: { source_type: 'APP' }, log: { payload, type: 0 } });
    return `{"timestamp":${at},${rest.slice(1)}`;
  });
  return `{"envelopes":{"batch":[${batch.join(',')}]}}\n`;
}
