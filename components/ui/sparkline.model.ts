export interface LinePath {
  readonly line: string;
  readonly startX: number;
  readonly endX: number;
}

/**
 * SVG path of a series in a box `points - 1` wide and 100 high, newest value at the right edge. Null for none.
 * One value is drawn as a short flat line, so that it can be seen.
 */
export function linePath(values: readonly number[], points: number, top: number): LinePath | null {
  const shown = values.slice(-points);
  if (shown.length === 0) return null;
  const endX = points - 1;
  const startX = shown.length === 1 ? endX - 1 : endX - (shown.length - 1);
  const y = (value: number) => Math.round((100 - (Math.min(value, top) / top) * 100) * 10) / 10;
  const first = shown[0] ?? 0;
  if (shown.length === 1) return { line: `M ${startX} ${y(first)} L ${endX} ${y(first)}`, startX, endX };
  const line = shown
    .map((value, index) => `${index === 0 ? "M" : "L"} ${startX + index} ${y(value)}`)
    .join(" ");
  return { line, startX, endX };
}
