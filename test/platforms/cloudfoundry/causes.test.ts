import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorLine } from '../../../src/platforms/app-log.ts';
import { hintFor } from '../../../src/platforms/cloudfoundry/evidence/causes.ts';
import { stagingReason } from '../../../src/platforms/cloudfoundry/evidence/staging.ts';

const out = (text: string) => ({ text, stderr: false });
const err = (text: string) => ({ text, stderr: true });

describe('the line that says why', () => {
  test.for([
    [
      'node',
      [
        out('listening soon'),
        err('/app/node_modules/pg/client.js:123'),
        err('    throw error'),
        err(''),
        err('Error: connect ECONNREFUSED 10.0.4.7:5432'),
        err('    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {'),
        err("  code: 'ECONNREFUSED',"),
        err('}'),
        err('Node.js v24.1.0'),
      ],
      'Error: connect ECONNREFUSED 10.0.4.7:5432',
    ],
    [
      'python',
      [
        err('Traceback (most recent call last):'),
        err('  File "/app/main.py", line 1, in <module>'),
        err('    import flask'),
        err("ModuleNotFoundError: No module named 'flask'"),
      ],
      "ModuleNotFoundError: No module named 'flask'",
    ],
    [
      'java: the root cause comes last',
      [
        err('Exception in thread "main" java.lang.RuntimeException: x'),
        err('\tat Main.main(Main.java:3)'),
        err('Caused by: java.net.UnknownHostException: db'),
        err('\t... 3 more'),
      ],
      'Caused by: java.net.UnknownHostException: db',
    ],
    [
      'go',
      [err('panic: no config'), err(''), err('goroutine 1 [running]:'), err('main.main()'), err('exit status 2')],
      'panic: no config',
    ],
    ['stderr before stdout', [err('fatal: database is locked'), out('error page cached')], 'fatal: database is locked'],
    ['stdout when stderr says nothing', [out('ERROR boom'), err('bye')], 'ERROR boom'],
  ] as const)('%s', ([, lines, expected]) => {
    expect(errorLine(lines)).toBe(expected);
  });

  test('none', () => expect(errorLine([out('hello'), err('bye')])).toBeUndefined());
});

test.for([
  ['exec /app: exec format error', /linux\/amd64/],
  ['APP/PROC/WEB: Exited with status 137 (out of memory)', /memory/],
  ['Error: connect ECONNREFUSED 10.0.4.7:5432', /security groups/],
  ['Instance never healthy after 1m0s: Failed to make TCP connection to port 8080', /\$PORT/],
  ['OOMKilled', /memory/],
  ['insufficient resources: memory', /room/],
  ['unauthorized: authentication required', /registry-password/],
  ['toomanyrequests: You have reached your pull rate limit', /limits anonymous pulls/],
  ['manifest unknown: manifest unknown', /Was it pushed/],
  ['unsupported schema version 2', /provenance/],
  ['Start command not specified', /CMD/],
] as const)('hint for %s', ([words, hint]) => {
  expect(hintFor(undefined, 'nothing known', words)).toMatch(hint);
});

test('words that only hold a known one give no hint', () => {
  expect(hintFor('Error: boom in the living room')).toBeUndefined();
});

test('any text is taken', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ text: fc.string(), stderr: fc.boolean() })), (lines) => {
      const line = errorLine(lines);
      expect(line === undefined || lines.some(({ text }) => text.includes(line))).toBe(true);
      stagingReason(lines);
      hintFor(...lines.map(({ text }) => text));
    }),
  );
});
