// Amazon resource names: taken apart, built, and reduced to what findings are kept on. In every partition.
// SPDX-License-Identifier: Apache-2.0

export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Null where the service has none, as IAM. */
  readonly region: string | null;
  /** Twelve digits; null where the name holds none, as those of AWS's own policies. */
  readonly account: string | null;
  /** All behind the fifth colon: `role/team/shop`, `task-definition/shop:3`. */
  readonly resource: string;
}

// IAM User Guide, "IAM identifiers": no ARN is longer.
const longest = 2048;

/** Takes an ARN apart; null for any other text. */
export function parseArn(text: string | null): Arn | null {
  if (text === null || !text.startsWith('arn:') || text.length > longest) return null;
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  if (partition === '' || service === '' || resource === '') return null;
  return {
    partition,
    service,
    region: region === '' ? null : region,
    account: isAccountId(account) ? account : null,
    resource,
  };
}

/** Stands for the account that a template is deployed to, whichever it be. No ARN of AWS holds it. */
export const thisAccount = '<AccountId>';

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text) || text === thisAccount;
}

/** The account in an ARN, or in a pattern of ARNs (`arn:*:iam::111122223333:role/*`); null where it holds none. */
export function accountOfArn(arn: string): string | null {
  const [prefix, , , , account = ''] = arn.split(':', 5);
  return prefix === 'arn' && isAccountId(account) ? account : null;
}

/** `arn:aws:iam::111122223333:root`, which stands for the whole account. */
export function isAccountRoot(arn: string): boolean {
  return arn.startsWith('arn:') && arn.endsWith(':root') && arn.split(':', 7).length === 6;
}

/** The last part of an ARN's resource, or the text itself where it is no ARN: `shop:3`, `prod`. */
export function nameOf(text: string): string {
  const resource = parseArn(text)?.resource;
  return resource === undefined ? text : resource.slice(resource.lastIndexOf('/') + 1);
}

/** The same, of a name that may be missing or empty. */
export function shortName(text: string | null): string | null {
  return text === null || text === '' ? null : nameOf(text);
}

// What IAM gives a path (IAM User Guide, "IAM identifiers"); an OIDC provider's slashes are those of its URL.
const withPath: ReadonlySet<string> = new Set(['role', 'user', 'group', 'policy', 'instance-profile']);

/**
 * The ARN of an IAM principal or policy without its path, any other text as it is. Findings are kept on this: names are unique
 * in an account whatever their path, and most calls tell the name alone (IAM User Guide, "IAM identifiers"). The policies of AWS
 * itself belong to no account and keep theirs.
 */
export function pathless(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed === null) return arn;
  const { partition, service, account, resource } = parsed;
  const [kind = ''] = resource.split('/', 1);
  if (service !== 'iam' || account === null || !withPath.has(kind) || kind === resource) return arn;
  return `arn:${partition}:iam::${account}:${kind}/${nameOf(arn)}`;
}

/** `arn:aws:sts::111122223333:assumed-role/deploy/kim` is a session of `arn:aws:iam::111122223333:role/deploy`, whose path it does not tell. */
export function roleOfSession(arn: string): string | null {
  if (!arn.includes(':assumed-role/')) return null;
  const [scheme, partition, service, , account, resource = ''] = arn.split(':', 6);
  const [kind, role] = resource.split('/', 2);
  if (scheme !== 'arn' || service !== 'sts' || kind !== 'assumed-role' || role === undefined) return null;
  return `arn:${partition}:iam::${account}:role/${role}`;
}

// Region prefixes and DNS suffixes: botocore's partitions, as published in the AWS SDKs ("endpoints" data).
const partitions: readonly (readonly [prefix: string, partition: string, suffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

export function partitionOf(region: string | null): string {
  return partitions.find(([prefix]) => region?.startsWith(prefix))?.[1] ?? 'aws';
}

export function dnsSuffix(region: string | null): string {
  return partitions.find(([prefix]) => region?.startsWith(prefix))?.[2] ?? 'amazonaws.com';
}

/** The account and Region a name belongs to. */
export interface ArnHome {
  readonly account: string | null;
  readonly region: string | null;
}

/** A regional ARN; null where account or Region is not known. */
export function regionalArn({ account, region }: ArnHome, service: string, resource: string): string | null {
  if (account === null || region === null) return null;
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}

/** An IAM ARN (IAM has no Region, but the event's tells the partition); null where the account is not known. */
export function iamArn({ account, region }: ArnHome, resource: string): string | null {
  return account === null ? null : `arn:${partitionOf(region)}:iam::${account}:${resource}`;
}
