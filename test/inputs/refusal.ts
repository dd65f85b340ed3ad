import { Unreadable } from '../../src/inputs/readers.ts';

/** The message of the refusal; a value that was read, or any other error, fails the test. */
export function refusal(read: () => unknown): string {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
  throw new Error(`was read as ${JSON.stringify(value)}`);
}
