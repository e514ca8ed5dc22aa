// What a deployment's cost rests on: what was measured, what AWS charges, and what is assumed.
// SPDX-License-Identifier: Apache-2.0

/** Of the table, for one event of a task: test/functions/table-cost.test.ts holds them. */
export const measured = {
  first: { reads: 4, writes: 1, units: 3 },
  repeated: { reads: 2, writes: 0, units: 0 },
  /** Of another task of the same family; the most of three. */
  next: { reads: 3, writes: 1, units: 4 },
  /** `findings` of them at once. */
  failing: { reads: 174, writes: 32, units: 69, findings: 14 },
} as const;

/** The packaged functions under load, per event: `npm run bench -- scale` of 2026-11-30, on moto, 20 of a kind at once. */
export const loaded = [
  { kind: 'a task that passes', calls: 12, reads: 2, writes: 1, units: 4.5, processor: 25 },
  {
    kind: 'a task that fails 12 controls, as others of its family do',
    calls: 136,
    reads: 115,
    writes: 12,
    units: 56,
    processor: 169,
  },
  { kind: 'a task that failed stops', calls: 28, reads: 15.5, writes: 12, units: 81, processor: 55 },
  { kind: 'an image is pushed', calls: 8.4, reads: 1.5, writes: 0.5, units: 0.8, processor: 23 },
  { kind: 'an image was scanned', calls: 9.1, reads: 2, writes: 1.1, units: 2, processor: 21 },
  {
    kind: 'a call of IAM that is looked into',
    calls: 31.3,
    reads: 6.5,
    writes: 0.4,
    units: 1.2,
    processor: 81,
  },
  { kind: 'the root user signs in', calls: 4, reads: 3, writes: 1, units: 3.1, processor: 9 },
  { kind: 'a rule is disabled', calls: 4.4, reads: 3.1, writes: 1, units: 3.5, processor: 9 },
  { kind: 'a security group opens', calls: 10.6, reads: 4.3, writes: 0.3, units: 0.6, processor: 22 },
  { kind: 'a service is steady: no rule sends it', calls: 0, reads: 0, writes: 0, units: 0, processor: 0 },
] as const;

export interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly source: string;
}

/** Read on this day; us-east-1, beyond the free tiers. */
export const readOn = '2026-11-30';

export const prices = {
  lambdaRequest: {
    ...{ dollars: 0.2e-6, per: 'request to Lambda' },
    source: 'https://cloudchipr.com/blog/aws-lambda-pricing (2024)',
  },
  lambdaSecond: {
    ...{ dollars: 0.0000133334, per: 'GB-second of Lambda, arm64' },
    source: 'https://cloudchipr.com/blog/aws-lambda-pricing (2024)',
  },
  writeUnit: {
    ...{ dollars: 0.625e-6, per: 'write request unit of DynamoDB, on demand' },
    source: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing (2025-07-21)',
  },
  readUnit: {
    ...{ dollars: 0.125e-6, per: 'read request unit of DynamoDB, on demand' },
    source: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing (2025-07-21)',
  },
  queueRequest: {
    ...{ dollars: 0.4e-6, per: 'request to SQS, standard queue, 64 KB' },
    source: 'https://cloudburn.io/blog/amazon-sqs-pricing (2026-03-14)',
  },
  busEvent: {
    ...{ dollars: 1e-6, per: 'event of one’s own, or from another account, on EventBridge' },
    source: 'https://cloudburn.io/blog/amazon-eventbridge-pricing (2026-03-13)',
  },
  alarm: {
    ...{ dollars: 0.1, per: 'alarm a month, for each metric it watches' },
    source: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm (undated)',
  },
  metric: {
    ...{ dollars: 0.3, per: 'metric of one’s own a month' },
    source: 'https://signoz.io/guides/cloudwatch-pricing (2026-02-15)',
  },
  logGigabyte: {
    ...{ dollars: 0.5, per: 'GB of logs taken in' },
    source:
      'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/ (2026-06-13)',
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Nobody measured these in an account: change them to what your metrics show. */
export const assumed = {
  /**
   * Of a function with `memory`: 25 ms of a core (`loaded`), of which it has 512 / 1,769 (Lambda Developer Guide, "Configure Lambda function
   * memory"), are 86 ms, and a batch waits for AWS meanwhile.
   */
  secondsPerEvent: 0.1,
  memory: 0.5,
  /** Of logs. */
  kilobytesPerEvent: 1,
  /** One event in this many fails, as many findings at once as the failing one that was measured. */
  oneFailsIn: 100,
  /** Long polls of 20 seconds that Lambda keeps open for each queue. */
  pollers: 5,
  /** A day, in one account: tasks of ECS, and calls and other events. */
  taskEvents: 2000,
  otherEvents: 300,
  /** Busiest hour to the average. */
  peak: 10,
  /** Metrics of Seawall that no alarm watches. */
  unwatchedMetrics: 8,
  /** Of a sweep through one account and Region. */
  sweepSeconds: 60,
} as const;
