/** For a command that says nothing else: migrations of large tables take their time. Milliseconds. */
export const usualCommandMs = 15 * 60_000;
