import type { CountingHttp, HttpRequest } from '../../src/http/http.ts';

/**
 * HTTP on which every request takes as long as any other, however long it really takes: all that is asked meanwhile is
 * answered in one go, once the last of the answers is there and nobody asks for more. What is sent in a later round
 * could not have been sent without an answer of an earlier one, or a sleep.
 */
export class RoundTrips implements CountingHttp {
  /** What was asked in each round, in order. */
  readonly rounds: HttpRequest[][] = [];
  readonly #http: CountingHttp;
  #left = 0;
  #answers = Promise.withResolvers<void>();

  constructor(http: CountingHttp) {
    this.#http = http;
  }

  get sent(): number {
    return this.#http.sent;
  }

  async send(request: HttpRequest) {
    if (this.#left === 0) this.rounds.push([]);
    this.rounds.at(-1)?.push(request);
    this.#left += 1;
    const { promise } = this.#answers;
    const answer = this.#http.send(request);
    await Promise.allSettled([answer]);
    // Whoever was about to ask has done so by then.
    setImmediate(() => {
      this.#left -= 1;
      if (this.#left > 0) return;
      this.#answers.resolve();
      this.#answers = Promise.withResolvers();
    });
    await promise;
    return answer;
  }
}
