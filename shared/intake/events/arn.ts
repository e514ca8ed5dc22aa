// Builds and takes apart ARNs, in every partition.

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All behind the fifth colon. */
  readonly resource: string;
}

/** Null where the text is no ARN. */
export function parseArn(text: string | null): Arn | null {
  if (text === null || !text.startsWith('arn:') || text.length > 2048) return null;
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  return partition === '' || service === '' || resource === ''
    ? null
    : { partition, service, region, account, resource };
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

interface Home {
  readonly account: string | null;
  readonly region: string | null;
}

/** A regional ARN; null where account or region is not known. */
export function regionalArn(home: Home, service: string, resource: string): string | null {
  const { account, region } = home;
  if (account === null || region === null) return null;
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}

/** An IAM ARN (IAM has no region, but the event's region tells the partition); null where the account is not known. */
export function iamArn(home: Home, resource: string): string | null {
  return home.account === null ? null : `arn:${partitionOf(home.region)}:iam::${home.account}:${resource}`;
}
