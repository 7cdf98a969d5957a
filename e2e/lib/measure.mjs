// What the operating system says of a process, and what numbers say together.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const kilobytes = (pid, name) =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))[1]);

/** Resident memory in MB. */
export const rss = (pid) => kilobytes(pid, 'VmRSS') / 1024;

/** The highest resident memory since `forgetPeak`, in MB. */
export const peak = (pid) => kilobytes(pid, 'VmHWM') / 1024;

/** Begins to watch for the highest resident memory anew. */
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** Open descriptors. */
export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** The value below which this share of them lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values) => percentile(values, 0.5);

/** The slope of a line through `[x, y]` by least squares, and the half width of its 95 % interval. */
export function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const value = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - my - value * (x - mx)) ** 2, 0);
  return { value, half: 1.96 * Math.sqrt(rest / Math.max(1, points.length - 2) / spread) };
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
