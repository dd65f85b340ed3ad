import { describe, expect, test } from 'vitest';
import { appHintFor } from '../../src/platforms/app-causes.ts';
import { errorLine } from '../../src/platforms/app-log.ts';
import { hintFor as ofCloudFoundry } from '../../src/platforms/cloudfoundry/evidence/causes.ts';
import { hintFor as ofControllers } from '../../src/platforms/controller/causes.ts';

describe('what an app’s last words mean', () => {
  test.each([
    ["KeyError: 'DATABASE_URL'", /misses a variable/],
    ['KeyError: DATABASE_URL', /misses a variable/],
    ['key not found: "SECRET_KEY_BASE" (KeyError)', /misses a variable/],
    ['Error: environment variable REDIS_URL is not set', /misses a variable/],
    ['panic: DATABASE_URL must be set', /misses a variable/],
    ['sqlite3.OperationalError: no such table: users', /what this version expects/],
    ['PG::UndefinedTable: ERROR:  relation "users" does not exist', /what this version expects/],
    ["ER_NO_SUCH_TABLE: Table 'shop.users' doesn't exist", /what this version expects/],
    ['FATAL:  password authentication failed for user "web"', /refuses the app’s login/],
    ["Access denied for user 'web'@'10.0.0.1' (using password: YES)", /refuses the app’s login/],
    ['FATAL:  database "shop" does not exist', /no database of that name/],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', /ran out of memory/],
    ["/app/server: /lib/libc.so.6: version `GLIBC_2.34' not found", /newer system/],
    ['OSError: [Errno 30] Read-only file system', /must not/],
  ])('%s', (words, hint) => {
    expect(appHintFor(words)).toMatch(hint);
    // The platforms' own lists do not come before it, whatever they make of the words.
    expect(ofCloudFoundry(words)).toMatch(hint);
    expect(ofControllers(words)).toMatch(hint);
  });

  test.each([
    'listening on 8080',
    'Error: connect ECONNREFUSED 10.0.4.7:5432',
    'unauthorized: authentication required',
  ])('%s says nothing of its own', (words) => expect(appHintFor(words)).toBeUndefined());

  test('a line of Ruby’s is found among others', () => {
    const lines = ['== 1 Users: migrating', 'PG::UndefinedTable: relation "users" does not exist', 'Exit status 3'];
    expect(errorLine(lines.map((text) => ({ text })))).toBe(lines[1]);
  });
});
