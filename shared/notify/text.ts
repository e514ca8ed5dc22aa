// A finding's message as plain text: what Slack's message says, for terminals and e-mail. Pure.
import type { Finding, FindingChange } from '../model/finding.ts';
import type { Response } from '../model/response.ts';
import { type Severity, severityRank } from '../model/verdict.ts';

/** What a message says beside the finding itself. */
export interface Told {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly response: Response | null;
}

const heads: Readonly<Record<FindingChange['type'], string>> = {
  opened: 'NEW',
  reopened: 'BACK AGAIN',
  updated: 'CHANGED',
  resolved: 'RESOLVED',
  acknowledged: 'ACKNOWLEDGED',
  waived: 'WAIVED',
  'waiver-ended': 'WAIVER ENDED',
  woken: 'NOW RUNNING',
};

const shownEvidence = 3;

export function messageText(change: FindingChange, told: Told): string {
  const { finding, type } = change;
  const lines = [`${heads[type]} · ${finding.severity} · ${told.title}`, `  where   ${whereOf(finding)}`];
  if (finding.actor !== null) lines.push(`  who     ${finding.actor}`);
  if (type !== 'resolved')
    lines.push(...evidenceLines(finding), `  why     ${told.why}`, `  fix     ${told.fix}`);
  if (told.response !== null) lines.push(`  Seawall ${told.response.reason}`);
  lines.push(`  control ${finding.control} · finding ${finding.id}`);
  return lines.join('\n');
}

function whereOf({ subject, cluster, namespace, instances, moreInstances }: Finding): string {
  const places = [
    subject.account === null ? '' : `account ${subject.account}`,
    subject.region ?? '',
    cluster === null ? '' : `cluster ${cluster}`,
    namespace === null ? '' : `namespace ${namespace}`,
  ];
  const count =
    instances.length > 1 ? `${instances.length}${moreInstances ? ' and more' : ''} instances` : '';
  return [subject.name, ...places, count].filter((place) => place !== '').join(', ');
}

function evidenceLines({ evidence }: Finding): string[] {
  const shown = evidence.slice(0, shownEvidence).map(({ path, message }) => `  what    ${message} (${path})`);
  const more = evidence.length - shownEvidence;
  return more > 0 ? [...shown, `          and ${more} more`] : shown;
}

/** Whether people are told: at the severity they asked for, of what is news to them; what does not run never is. */
export function isTold(change: FindingChange, minimum: Severity, severity: Severity): boolean {
  if (change.type === 'updated' || change.type === 'waived') return false;
  return severityRank(severity) >= severityRank(minimum);
}
