import type { ReactNode } from "react";
import type { LightValue } from "./status-tag.tsx";
import { toneOfLight } from "./status-tag.tsx";

/** Points of a trend line inside a `width` × `height` box; null when there is nothing to draw. */
export function trendPath(values: readonly number[], width: number, height: number): string | null {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return values
    .map((value, index) => {
      const x = (index / (values.length - 1)) * width;
      const y = height - 2 - ((value - low) / span) * (height - 4);
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

export function Sparkline({ values, width = 96, height = 28 }: { values: readonly number[]; width?: number; height?: number }) {
  const path = trendPath(values, width, height);
  if (path === null) return null;
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path d={`${path}L${width} ${height}L0 ${height}Z`} className="sparkline-area" />
      <path d={path} className="sparkline-line" />
    </svg>
  );
}

/** One number with its change and its trend. */
export function Figure({
  label,
  value,
  change,
  trend,
}: {
  label: ReactNode;
  value: ReactNode;
  change?: ReactNode;
  trend?: readonly number[];
}) {
  return (
    <div className="figure">
      <span className="figure-label">{label}</span>
      <span className="figure-value">{value}</span>
      {trend ? <Sparkline values={trend} width={84} /> : <span />}
      <span className="figure-change">{change}</span>
    </div>
  );
}

/** Bullet: how far (0 … 1), and the target as a thin line. `rate` null draws an empty rail. */
export function Bullet({ rate, target, light, label }: { rate: number | null; target: number | null; light: LightValue; label: string }) {
  const clip = (value: number) => `${Math.max(0, Math.min(1, value)) * 100}%`;
  return (
    <span className={`bullet tone-${toneOfLight[light]}`} role="img" aria-label={label} title={label}>
      {rate === null ? null : <span className="bullet-fill" style={{ width: clip(rate) }} />}
      {target === null ? null : <span className="bullet-target" style={{ left: clip(target) }} />}
    </span>
  );
}
