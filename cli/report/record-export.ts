// The findings of a record in the forms of others: OCSF for data lakes, ASFF for Security Hub.
// SPDX-License-Identifier: Apache-2.0
import { asffOf } from '../../shared/export/asff.ts';
import type { Exported } from '../../shared/export/exported.ts';
import { ocsfOf } from '../../shared/export/ocsf.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { version } from '../program/version.ts';
import { controlsById } from './controls-by-id.ts';
import type { RecordContext } from './record-html.ts';

/** Both are lists. In ASFF a finding belongs to the account and Region that it is imported into: its own, or where it has none, `nowhere`. */
export function recordExport(
  findings: readonly Finding[],
  format: 'ocsf' | 'asff',
  { controls, now }: Pick<RecordContext, 'controls' | 'now'>,
): string {
  const about = controlsById(controls);
  const exported = findings.map((finding) => ({ finding, control: about.get(finding.control) ?? null }));
  const form =
    format === 'ocsf' ? (one: Exported) => ocsfOf(one, version) : (one: Exported) => asffAt(one, now);
  return `${JSON.stringify(exported.map(form), null, 2)}\n`;
}

function asffAt(one: Exported, now: string): JsonObject {
  const { account, region } = one.finding.subject;
  return asffOf(one, { account: account ?? nowhere.account, region: region ?? nowhere.region, now });
}

/** IAM knows no Region: us-east-1 is where it is recorded. */
const nowhere = { account: '000000000000', region: 'us-east-1' };
