/** A span of time for people, `ms` milliseconds long: `0.4 s`, `58 s`, `1m 12s`, `15m`, `1h 4m`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return parts(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  return parts(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'm');
}

function parts(whole: number, unit: string, rest: number, lesser: string): string {
  return `${whole}${unit}${rest === 0 ? '' : ` ${rest}${lesser}`}`;
}
