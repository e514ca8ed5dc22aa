// What would be loud, quiet and asleep under a policy: what people would hear of it on the first day.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { type Severity, severityRank } from '../../shared/model/severity.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { sleeps } from '../../shared/policy/settings.ts';

export interface ControlCount {
  readonly control: string;
  readonly severity: Severity;
  readonly findings: number;
}

export interface Under {
  /** At or above the severity from which people are told. */
  readonly loud: readonly ControlCount[];
  /** Recorded and shown, and nobody is told. */
  readonly quiet: readonly ControlCount[];
  /** Of what nothing runs. */
  readonly dormant: number;
  readonly waived: number;
  readonly asleep: readonly { readonly control: string; readonly why: string }[];
}

/** From which severity the proposal would have people told: `notify.slack.minimum` as it writes it. */
const told: Severity = 'high';

export function under(policy: Policy, controls: readonly Control[], findings: readonly Finding[]): Under {
  const open = findings.filter(({ status }) => status !== 'resolved' && status !== 'waived');
  const awake = open.filter(({ dormant }) => !dormant);
  const minimum = policy.notify.slack?.minimum ?? told;
  const isLoud = ({ severity }: Finding) => severityRank(severity) >= severityRank(minimum);
  return {
    loud: counts(awake.filter(isLoud)),
    quiet: counts(awake.filter((finding) => !isLoud(finding))),
    dormant: open.length - awake.length,
    waived: findings.filter(({ status }) => status === 'waived').length,
    asleep: controls.flatMap((control) => {
      const judgement = sleeps(policy, control, { known: true, group: null });
      return judgement !== null && 'reason' in judgement
        ? [{ control: control.id, why: judgement.reason }]
        : [];
    }),
  };
}

function counts(findings: readonly Finding[]): readonly ControlCount[] {
  const byControl = new Map<string, ControlCount>();
  for (const { control, severity } of findings) {
    const key = `${control} ${severity}`;
    const count = byControl.get(key)?.findings ?? 0;
    byControl.set(key, { control, severity, findings: count + 1 });
  }
  return [...byControl.values()].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      b.findings - a.findings ||
      (a.control < b.control ? -1 : 1),
  );
}

/** For people, a line each; controls that sleep are counted by what would wake them. */
export function underLines({ loud, quiet, dormant, waived, asleep }: Under): readonly string[] {
  const sum = (all: readonly ControlCount[]) => all.reduce((total, { findings }) => total + findings, 0);
  const rows = (all: readonly ControlCount[]) =>
    all.map(
      ({ control, severity, findings }) =>
        `  ${`${findings}`.padStart(4)} × ${severity.padEnd(8)} ${control}`,
    );
  const wakers = Map.groupBy(asleep, ({ why }) => why);
  return [
    `loud: ${sum(loud)} findings that would notify people`,
    ...rows(loud),
    `quiet: ${sum(quiet)} findings that are kept without a message, ${dormant} of what nothing runs, ${waived} waived`,
    ...rows(quiet),
    `inactive: ${asleep.length} controls, for lack of a list`,
    ...[...wakers].map(([why, some]) => `  ${`${some.length}`.padStart(4)} × ${why}`),
  ];
}
