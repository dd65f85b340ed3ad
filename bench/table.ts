/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'bytes' | 'lines' | 'MB' | 'ms' | 'requests' | 'ms over node -e 0';
  /** From the design's table of budgets. */
  readonly budget?: number;
  /** Whether a run fails when the budget is exceeded: only for figures that do not depend on the machine's mood. */
  readonly strict?: boolean;
}

/** The figures for people, in columns. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'value', 'unit', 'budget'],
    ...figures.map(({ name, value, unit, budget }) => [
      name,
      String(value),
      unit,
      budget === undefined ? '' : `≤ ${budget}`,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** The upper one of the two in the middle when their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
