// What a runtime detector (GuardDuty, Falco) says about a workload or host, and what kind of thing it says.
// SPDX-License-Identifier: Apache-2.0
import type { Severity } from './severity.ts';

export interface Threat {
  readonly detector: 'guardduty' | 'falco';
  /** Finding type or rule as the detector names it: `Execution:Runtime/NewBinaryExecuted`. */
  readonly type: string;
  readonly title: string;
  /** GuardDuty's scale, 0 to 10; Falco priorities are mapped to it. */
  readonly severity: number;
  readonly id: string;
  readonly path: string;
  /** True where the subject did it rather than suffered it; null: not said (GuardDuty, `service.resourceRole`). */
  readonly acted: boolean | null;
  /** A sample that somebody had the detector make up. */
  readonly sample: boolean;
}

/** `hostile`: it does what no workload of ours does. `drift`: it is no longer its image. `entered`: somebody has a shell in it. `other`: about its settings, its callers, or attempts on it. */
export type ThreatKind = 'hostile' | 'drift' | 'entered' | 'other';

interface Row {
  readonly type: RegExp;
  readonly kind: ThreatKind;
  /** Only where the subject itself did it. */
  readonly acted?: true;
}

/**
 * The first row that fits decides (GuardDuty User Guide, "GuardDuty finding types"): a type says its purpose, what was
 * affected, and the family: `Purpose:Affected/Family.Mechanism!Artifact`.
 */
const guardDuty: readonly Row[] = [
  { type: /^Execution:Runtime\/New(?:Binary|Library)/, kind: 'drift' },
  { type: /:Runtime\/(?:SensitiveFile|ModifiedFile|FileModified)/, kind: 'drift' },
  { type: /:Runtime\//, kind: 'hostile' },
  { type: /^Execution:(?:EC2|ECS|Kubernetes|Container)\/(?:Malicious|Suspicious)File$/, kind: 'hostile' },
  { type: /:IAMUser\/(?:Instance|Resource)CredentialExfiltration/, kind: 'hostile' },
  { type: /:IAM(?:User)?\/CompromisedCredentials/, kind: 'hostile' },
  { type: /^AttackSequence:E(?:CS|KS|C2)\//, kind: 'hostile' },
  // Others try it on the host all day; only what the host does itself tells of it.
  { type: /:EC2\/(?:\w+BruteForce|MaliciousIPCaller|PortProbe)/, kind: 'hostile', acted: true },
  { type: /:EC2\/(?:\w+BruteForce|MaliciousIPCaller|PortProbe)/, kind: 'other' },
  { type: /^Behavior:|:EC2\/Unusual|^Policy:/, kind: 'other' },
  { type: /^(?:Backdoor|CryptoCurrency|Impact|Recon|Trojan|UnauthorizedAccess):EC2\//, kind: 'hostile' },
];

/** Rules of falcosecurity/rules by name; others are told by how grave their author holds them. */
const falco: readonly Row[] = [
  {
    type: /\b(?:drift|new binary|binary (?:not in|dropped)|write below|files below dev|(?:mkdir|modify) binary dirs|package (?:management|repository))\b/i,
    kind: 'drift',
  },
  {
    type: /\b(?:miners?|mining|stratum|C2|escapes?|release_agent|reverse shell|remote code execution|stdin|fileless|memfd|dev\/shm|kernel module|debugfs|core_pattern|backdoor(?:ed)?|malware|exploits?|private keys|AWS credentials|bulk data|log activities|namespace)\b/i,
    kind: 'hostile',
  },
];

/** Rules of falcosecurity/rules and plugins that tell of a shell: `Terminal shell in container`, `Attach/Exec Pod`. */
const falcoShell: Row = {
  type: /\b(?:terminal shell|shell (?:spawned|opened|in (?:a )?container)|run shell untrusted|attach\/exec pod|ephemeralcontainers created)\b/i,
  kind: 'entered',
};

/** Falco rules that are in no row count as hostile from the priority Error on. */
const falcoError = 7;

export function kindOf({ detector, type, severity, acted }: Threat): ThreatKind {
  const rows = detector === 'falco' ? [...falco, falcoShell] : guardDuty;
  const row = rows.find((one) => one.type.test(type) && (one.acted === undefined || acted === true));
  if (row !== undefined) return row.kind;
  return detector === 'falco' && severity >= falcoError ? 'hostile' : 'other';
}

/** GuardDuty User Guide, "Severity levels of GuardDuty findings": critical from 9, high from 7, medium from 4. */
export function severityOf({ severity }: Threat): Severity {
  if (severity >= 9) return 'critical';
  if (severity >= 7) return 'high';
  return severity >= 4 ? 'medium' : 'low';
}

/** The threats of a kind, the gravest first. */
export function threatsOf(threats: readonly Threat[], kind: ThreatKind): readonly Threat[] {
  return threats.filter((threat) => kindOf(threat) === kind).sort((a, b) => b.severity - a.severity);
}
