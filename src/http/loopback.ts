/** Whether a URL can only mean this very machine: the one place where plain http may carry a credential. */
export function isLoopback(url: URL): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(url.hostname);
}
