import { linePath } from "./sparkline.model";

export interface Series {
  readonly label: string;
  readonly values: readonly number[];
  /** A text colour class; the stroke follows it. */
  readonly className: string;
  readonly dashed?: boolean;
  readonly filled?: boolean;
}

/** A small chart of lines over time, newest at the right. The figures beside it carry the meaning for everybody. */
export function Sparkline({
  series,
  points,
  max,
  height = 56,
  label,
}: {
  readonly series: readonly Series[];
  /** How many values fill the width; fewer stand at the right. */
  readonly points: number;
  /** Top of the scale; the largest value where left out. */
  readonly max?: number;
  readonly height?: number;
  readonly label: string;
}) {
  const top = Math.max(1, max ?? 0, ...series.flatMap((line) => line.values));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${points - 1} 100`}
      preserveAspectRatio="none"
      width="100%"
      height={height}
      className="block overflow-visible"
    >
      <line
        x1="0"
        x2={points - 1}
        y1="100"
        y2="100"
        className="stroke-line"
        vectorEffect="non-scaling-stroke"
      />
      {series.map((line) => {
        const path = linePath(line.values, points, top);
        return (
          <g key={line.label} className={line.className}>
            {line.filled && path && (
              <path
                d={`${path.line} L ${path.endX} 100 L ${path.startX} 100 Z`}
                fill="currentColor"
                opacity="0.14"
              />
            )}
            {path && (
              <path
                d={path.line}
                fill="none"
                stroke="currentColor"
                strokeWidth="1.6"
                strokeDasharray={line.dashed ? "4 3" : undefined}
                strokeLinejoin="round"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
