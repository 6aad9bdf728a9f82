import type { Supervision } from '../../src/supervision/vocabulary';

const since = ({ requestedAt }: Supervision, at: string | undefined): string =>
  at === undefined ? '–' : String(Date.parse(at) - Date.parse(requestedAt));

/** What was proved, as a table: one line a platform. */
export function summary(proved: readonly Supervision[]): string[] {
  const rows = proved.map((supervision) => {
    const { platform, acceptedAt, activeAt, evidence = '–' } = supervision;
    return [platform, since(supervision, acceptedAt), since(supervision, activeAt), evidence] as const;
  });
  return [['platform', 'accepted', 'confirmed', 'evidence'] as const, ...rows].map(
    ([platform, accepted, confirmed, evidence], line) => {
      const ms = line === 0 ? '' : ' ms';
      return `  ${platform.padEnd(10)} ${(accepted + ms).padStart(9)}  ${(confirmed + ms).padStart(9)}  ${evidence}`;
    },
  );
}
