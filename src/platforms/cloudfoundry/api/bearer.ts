/** Where the tokens come from that requests carry. */
export interface Bearer {
  /** A token that is good for at least the next request. */
  bearer(): Promise<string>;
  /** Another token than `rejected`, which the API did not take; the same where there is no other. */
  instead(rejected: string): Promise<string>;
}
