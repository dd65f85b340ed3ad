/** How long this thread has had a processor so far: what takes long in itself, and not on a busy machine. Milliseconds. */
export function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
