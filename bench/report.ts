import os from 'node:os';
import { short } from './figures';

/** How a figure of each unit is written. */
const written = {
  '×': (value: number) => `${value.toFixed(2)}×`,
  ms: (value: number) => `${short(value)} ms`,
  '/min': (value: number) => `${value.toFixed(0)}/min`,
  '/10 s': (value: number) => `${value.toFixed(2)} in 10 s`,
  '%': (value: number) => `${value.toFixed(2)} %`,
} as const;
export type Unit = keyof typeof written;

/** One line of the table. */
export interface Row {
  part: string;
  what: string;
  /** NaN: it could not be measured. */
  value: number;
  unit: Unit;
  /** Left out: nothing was promised, the line is there to explain the others. */
  aim?: { atMost: number } | { atLeast: number } | undefined;
  /** The absolute figures behind it. */
  seen: string;
  /** Said where the aim is missed. */
  why?: string | undefined;
}

export interface Section {
  rows: Row[];
  notes: string[];
}

const figure = ({ value, unit }: Pick<Row, 'value' | 'unit'>): string =>
  Number.isNaN(value) ? 'not measured' : written[unit](value);

function aimText({ aim, unit }: Row): string {
  if (aim === undefined) return '–';
  return 'atMost' in aim ? `≤ ${figure({ value: aim.atMost, unit })}` : `≥ ${figure({ value: aim.atLeast, unit })}`;
}

export function met({ aim, value }: Row): boolean {
  if (aim === undefined) return true;
  return 'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;
}

function verdict(row: Row): string {
  const { aim, value, unit } = row;
  if (aim === undefined) return '';
  if (met(row)) return 'met';
  if (Number.isNaN(value)) return 'not measured';
  const limit = 'atMost' in aim ? aim.atMost : aim.atLeast;
  return unit === '×'
    ? `missed by ${short(Math.abs(value / limit - 1) * 100)} %`
    : `missed by ${figure({ value: value - limit, unit })}`;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [row.part, row.what, figure(row), aimText(row), verdict(row), row.seen]);
  const cells = [['', 'what', 'measured', 'aim', '', 'medians'], ...lines];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length), 1));
  const drawn = cells.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [drawn[0], rule, ...drawn.slice(1)].join('\n');
}

const load = (): string =>
  os
    .loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');

export const loadAtStart = load();

export function page(sections: readonly Section[], seconds: number): string {
  const rows = sections.flatMap((section) => section.rows);
  const missed = rows.filter((row) => !met(row));
  const why =
    missed.length === 0
      ? ['None.']
      : missed.map((row) => `- ${row.part} ${row.what}: ${verdict(row)}. ${row.why ?? 'The reason is not known yet.'}`);
  return [
    '# What it costs',
    '',
    'Written by `npm run bench`. Read the ratios: the absolute figures belong to one machine on one day.',
    '',
    `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${seconds.toFixed(0)} s in all`,
    `- Node.js ${process.version} on ${process.platform}, ${os.cpus().length} CPUs`,
    `- load average (1, 5, 15 min) ${loadAtStart} at the start, ${load()} at the end`,
    '',
    table(rows),
    '',
    '## Missed aims',
    '',
    ...why,
    '',
    '## How it was measured',
    '',
    ...sections.flatMap((section) => section.notes).map((note) => `- ${note}`),
    '',
  ].join('\n');
}
