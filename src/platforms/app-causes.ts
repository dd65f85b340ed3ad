/** What an app's own last words mean, on whichever platform it runs. They only ever give hints. */
const known: readonly { readonly words: RegExp; readonly hint: string }[] = [
  {
    words:
      /\bKeyError: '?[A-Z][A-Z0-9_]{2,}\b|key not found: "[A-Z][A-Z0-9_]{2,}"|\b(?:variable|setting)s? .{0,60}(?:not set|missing|required|undefined|must be)|(?:missing|required|undefined) (?:env\b|environment)|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+ (?:is not set|is required|must be set|is missing|is undefined)/i,
    hint: 'The app misses a variable. Give it by the input env, or bind the service that brings it.',
  },
  {
    words:
      /no such table|relation "[^"]+" does not exist|table '[^']+' doesn't exist|unknown column|no such column|UndefinedTable|UndefinedColumn|pending migrations?|migrations are pending/i,
    hint: 'The database does not have what this version expects. Is it the right one, and has its migration run (before-release, where the platform can)?',
  },
  {
    words:
      /password authentication failed|access denied for user|SASL authentication failed|(?:NOAUTH|WRONGPASS)\b|role "[^"]+" does not exist/i,
    hint: 'A database refuses the app’s login. Check the variable that holds it, or bind the service anew.',
  },
  {
    words: /database "[^"]+" does not exist|unknown database/i,
    hint: 'The database server knows no database of that name. Check the address in the app’s variables.',
  },
  {
    words: /heap out of memory|OutOfMemoryError|Cannot allocate memory/i,
    hint: 'The app’s runtime ran out of memory. Raise the memory of its instances, or the limit that the runtime has of its own.',
  },
  {
    words: /GLIBC_[\d.]+' not found|version `GLIBC/i,
    hint: 'The program was built on a newer system than the image holds. Build it on the same base image.',
  },
  {
    words: /read-only file system/i,
    hint: 'The app writes where it must not. Let it write to /tmp, or to a service.',
  },
];

/** What to check or change, given words of the app; the first that says something wins. */
export function appHintFor(words: string): string | undefined {
  return known.find((cause) => cause.words.test(words))?.hint;
}
