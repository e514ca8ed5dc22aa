// A finding in the AWS Security Finding Format, as BatchImportFindings of Security Hub takes it. Pure.
// SPDX-License-Identifier: Apache-2.0
// Shape and limits: AWS Security Hub API Reference, AwsSecurityFinding; User Guide, "Required attributes" and "Retrieving and updating".
import { parseArn, partitionOf } from '../model/arn.ts';
import type { Finding } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import { type Exported, textOf } from './exported.ts';

export interface ImportedInto {
  /** Account and Region of the Security Hub that takes it: a finding counts for the account that imports it. */
  readonly account: string;
  readonly region: string;
  /** ISO time; Security Hub takes a finding again only where this is later than before. */
  readonly now: string;
}

/** Stays the same from one import to the next: Security Hub knows a finding by it. */
export function asffId(finding: string): string {
  return `seawall/${finding}`;
}

/**
 * `Workflow` and `Note` are left out: they are of those who work with the finding there ("BatchImportFindings … can't be used to update").
 * What is resolved is archived, and so is what the policy waives: it still fails, and nobody need look at it. When the waiver ends it is
 * active again, and Security Hub itself makes its workflow `NEW` then (API Reference, Workflow); `SUPPRESSED` would be for good, and is
 * what people there set.
 */
export function asffOf({ finding, control }: Exported, { account, region, now }: ImportedInto): JsonObject {
  const partition = partitionOf(region);
  const { severity, evidence } = finding;
  const [first] = evidence;
  return {
    SchemaVersion: '2018-10-08',
    Id: asffId(finding.id),
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ...{
      ProductName: 'Seawall',
      CompanyName: 'Seawall',
      GeneratorId: textOf(`seawall/${finding.control}`, 512),
    },
    ...{ AwsAccountId: account, CreatedAt: finding.firstSeen, UpdatedAt: now },
    ...{ FirstObservedAt: finding.firstSeen, LastObservedAt: finding.lastSeen },
    Title: textOf(control?.title ?? finding.control, 256),
    Description: filledIn(first?.message, 1024) ?? finding.control,
    ...(control === null ? {} : { Remediation: { Recommendation: { Text: textOf(control.fix, 512) } } }),
    FindingProviderFields: {
      Severity: { Label: severity.toUpperCase(), Original: severity },
      Types: [typeOf(finding)],
    },
    Compliance: complianceOf(finding),
    RecordState: isQuiet(finding) ? 'ARCHIVED' : 'ACTIVE',
    Resources: [resourceOf(finding, partition, region)],
    ProductFields: fieldsOf(finding),
  };
}

function isQuiet({ status }: Finding): boolean {
  return status === 'resolved' || status === 'waived';
}

function complianceOf({ status, waivedUntil }: Finding): JsonObject {
  if (status === 'resolved') return { Status: 'PASSED' };
  if (status !== 'waived') return { Status: 'FAILED' };
  const Description = `a waiver of the policy holds${waivedUntil === null ? '' : ` until ${waivedUntil}`}`;
  return { Status: 'FAILED', StatusReasons: [{ ReasonCode: 'SEAWALL_WAIVED', Description }] };
}

/** Security Hub User Guide, "Types taxonomy for ASFF". */
function typeOf({ kind }: Finding): string {
  return kind === 'incident'
    ? 'Unusual Behaviors/Container'
    : 'Software and Configuration Checks/AWS Security Best Practices/Runtime Behavior Analysis';
}

function resourceOf({ subject, tags }: Finding, partition: string, home: string): JsonObject {
  const named = Object.entries(tags ?? {})
    .filter(([key, value]) => isTag(key, 128) && isTag(value, 256))
    .slice(0, 50);
  return {
    ...{
      Type: typeOfResource(subject),
      Id: filledIn(subject.id, 512) ?? '(without a name)',
      Partition: partition,
    },
    Region: regionOf(subject.region) ?? home,
    ...(named.length === 0 ? {} : { Tags: Object.fromEntries(named) }),
  };
}

/** "Minimum length of 1. Maximum length of 16." (API Reference, `Resource`) */
function regionOf(region: string | null): string | null {
  const text = filledIn(region, 64);
  return text === null || text.length > 16 ? null : text;
}

/**
 * Tags of Kubernetes are labels: their keys may be longer, and their values empty. Security Hub takes no empty text in a map (API Reference,
 * `FieldMap` of `NonEmptyString`) and no other tags than AWS has (`Resource`), and refuses the whole finding for one.
 */
function isTag(text: string, longest: number): boolean {
  return text.trim() !== '' && text.length <= longest && text === textOf(text, longest);
}

/** By service and kind of its ARN; what Security Hub has no type for is `Other`. */
const types: ReadonlyMap<string, string> = new Map([
  ['ecs task-definition', 'AwsEcsTaskDefinition'],
  ['ecs task', 'AwsEcsTask'],
  ['ecs service', 'AwsEcsService'],
  ['ecs cluster', 'AwsEcsCluster'],
  ['eks cluster', 'AwsEksCluster'],
  ['ecr repository', 'AwsEcrRepository'],
  ['iam role', 'AwsIamRole'],
  ['iam user', 'AwsIamUser'],
  ['iam group', 'AwsIamGroup'],
  ['iam policy', 'AwsIamPolicy'],
  ['ec2 instance', 'AwsEc2Instance'],
  ['ec2 security-group', 'AwsEc2SecurityGroup'],
]);

function typeOfResource({ id, kind }: Finding['subject']): string {
  const arn = parseArn(id);
  if (kind === 'image' && arn?.service === 'ecr') return 'AwsEcrContainerImage';
  const part = arn?.resource.split('/', 1)[0] ?? '';
  return types.get(`${arn?.service} ${part}`) ?? 'Other';
}

/** What Security Hub has no place for; its keys and values are texts. */
function fieldsOf(finding: Finding): JsonObject {
  const { control, subject, cluster, namespace, actor, status, kind, evidence } = finding;
  const fields: Readonly<Record<string, string | null | undefined>> = {
    'seawall/control': control,
    'seawall/status': status,
    'seawall/kind': kind,
    'seawall/account': subject.account,
    'seawall/cluster': cluster,
    'seawall/namespace': namespace,
    'seawall/actor': actor,
    'seawall/path': evidence[0]?.path,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      const text = filledIn(value, 2048);
      return text === null ? [] : [[key, text]];
    }),
  );
}

/** Null for what is blank once it can be shown: Security Hub takes no such text. */
function filledIn(value: string | null | undefined, longest: number): string | null {
  const text = textOf(value ?? '', longest);
  return text.trim() === '' ? null : text;
}
