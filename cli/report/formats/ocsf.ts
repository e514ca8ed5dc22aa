// OCSF 1.3 Compliance Findings (class 2003): for data lakes and SIEMs. Shape: https://schema.ocsf.io/1.3.0/classes/compliance_finding
// SPDX-License-Identifier: Apache-2.0
import { ocsfClass, ocsfContext, ocsfRegion, ocsfSeverity } from '../../../shared/export/ocsf-class.ts';
import type { Control } from '../../../shared/model/control.ts';
import type { Outcome, Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import { fingerprintOf } from '../../baseline/fingerprint.ts';
import { version } from '../../program/version.ts';
import { plain } from '../../terminal/terminal.ts';
import { controlsById } from '../controls-by-id.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { noPlaces, type Places } from '../places.ts';
import { referencesOf, referenceWords } from '../references.ts';
import type { Report } from '../report.ts';

export const ocsf = defineReport({
  says: 'OCSF Compliance Findings, for data lakes',
  begins: /^\[\n(?:\]|\{"class_uid":2003,)/,
  open: ocsfReport,
});

const statuses: Readonly<Record<Outcome, { readonly status_id: number; readonly status: string }>> = {
  pass: { status_id: 1, status: 'Pass' },
  fail: { status_id: 3, status: 'Fail' },
  unknown: { status_id: 0, status: 'Unknown' },
  'not-applicable': { status_id: 0, status: 'Unknown' },
};

function ocsfReport({ output, controls, now }: ReportContext): Report {
  const about = controlsById(controls);
  const time = Date.parse(now);
  let written = 0;
  return {
    async verdict(verdict, waiver = null, places = noPlaces) {
      const finding = findingOf(verdict, about.get(verdict.control), { waiver, places, time });
      await output.write(`${written++ === 0 ? '[\n' : ',\n'}${JSON.stringify(finding)}`);
    },
    async end() {
      await output.write(written === 0 ? '[\n]\n' : '\n]\n');
    },
  };
}

interface Occasion {
  readonly waiver: Waiver | null;
  readonly places: Places;
  /** Milliseconds. */
  readonly time: number;
}

function findingOf(verdict: Verdict, control: Control | undefined, { waiver, places, time }: Occasion) {
  const { severity, source } = verdict;
  return {
    // A report knows no earlier one.
    ...ocsfClass('create'),
    time: source.time === null ? time : Date.parse(source.time),
    ...ocsfSeverity(severity),
    // Suppressed is what somebody decided to let be.
    ...(waiver === null ? { status_id: 1, status: 'New' } : { status_id: 3, status: 'Suppressed' }),
    ...(waiver === null ? {} : { comment: plain(waiver.reason) }),
    message: plain(messageOf(verdict)),
    ...ocsfContext(version, verdict.subject),
    finding_info: infoOf(verdict, control, places),
    compliance: complianceOf(verdict, control),
    resources: [resourceOf(verdict)],
    ...(control === undefined ? {} : { remediation: { desc: control.fix, references: urlsOf(control) } }),
    unmapped: { evidence: verdict.evidence, file: source.file },
  };
}

function messageOf({ evidence, reason, control }: Verdict): string {
  return evidence[0]?.message ?? reason ?? control;
}

function infoOf(verdict: Verdict, control: Control | undefined, { named }: Places) {
  const evidence = verdict.evidence[0] ?? { path: '', message: '' };
  return {
    uid: fingerprintOf(verdict, evidence, named),
    title: control?.title ?? verdict.control,
    desc: control?.why ?? '',
    types: [verdict.family],
  };
}

function complianceOf({ control, outcome, reason, evidence }: Verdict, about: Control | undefined) {
  const references = about === undefined ? [] : referencesOf(about);
  return {
    control,
    standards: [...new Set(references.map(({ standard }) => standard.name))],
    requirements: references.map(referenceWords),
    ...statuses[outcome],
    status_detail: plain(reason ?? evidence.map(({ path, message }) => `${path}: ${message}`).join('; ')),
  };
}

function resourceOf({ subject, source, cluster, namespace }: Verdict) {
  const { kind, platform, id, name, account, region } = subject;
  return {
    uid: plain(id),
    name: plain(name),
    type: `${platform} ${kind}`,
    ...ocsfRegion({ account, region }),
    ...(namespace === null ? {} : { namespace: plain(namespace) }),
    data: { account, cluster, file: source.file },
  };
}

function urlsOf(control: Control): readonly string[] {
  return [...new Set(referencesOf(control).map(({ standard, id }) => standard.page(id)))];
}
