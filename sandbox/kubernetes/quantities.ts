const factors: Readonly<Record<string, number>> = {
  m: 0.001,
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** A quantity of Kubernetes as a number: `500m` → 0.5, `64Mi` → 67108864. NaN: it is none. */
export function amountOf(quantity: string): number {
  const [, digits, unit = ''] = /^([-+]?\d*\.?\d+)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(digits) * (factors[unit] ?? Number.NaN);
}
