// Writes docs/scale.md: how far a deployment carries as it is, what gives way first, and what to change then.
// SPDX-License-Identifier: Apache-2.0
import { deployedIn, type Taker, takersWithLimits } from './cost/deployed.ts';
import { assumed, loaded, measured } from './cost/figures.ts';
import { organisation } from './cost/model.ts';

const note =
  '<!-- Written by `npm run generate` from scripts/generate/cost and serverless.yml; not by hand. -->';

/** Of one partition, a second (DynamoDB Developer Guide, "Understanding DynamoDB warm throughput in different scenarios"). */
const partitionWrites = 1000;
const sizes = [10, 1000, 10_000];

export function renderScale(root: string): string {
  const organisations = sizes.map((accounts) => organisation(accounts, deployedIn(root)));
  return `${[
    note,
    '# Scale',
    `On paper, from the assumptions of [cost.md](cost.md): ${assumed.taskEvents + assumed.otherEvents} events a day and account, ${assumed.peak} times the average in the busiest hour, ${assumed.secondsPerEvent * 1000} ms an event.
None of it was measured in an organisation of that size: compare with your own \`MatchedEvents\`, \`Duration\` and \`ApproximateAgeOfOldestMessage\`.`,
    organisationRows(organisations),
    '## Measured under load',
    `The packaged functions on an emulated AWS (\`npm run bench -- scale\`, 2026-11-30, one core of x86, 20 events of a kind at once), per event. Processor is
that of all functions that the event reached, down to \`notify\`. Passing tasks cost one write each whether 1, 10, 50 or 100 wait, and two reads (3.6 where
100 wait): looks at one subject take turns within a function. Functions that run side by side and look at one subject at once write again where another was faster.`,
    loadedRows(),
    '## Functions',
    functionRows(root),
    `${reachWords(root)}

Events a second: concurrency by one over ${assumed.secondsPerEvent * 1000} ms, one event after the other, the worst case. Above it nothing is lost: queues keep messages for fourteen days, verdicts
come later, and the alarms \`…-age\` ring. Then raise \`maximumConcurrency\` of that function in \`serverless.yml\` (2 to 1,000; Lambda Developer
Guide, "Configuring scaling behavior for SQS event source mappings") and the account's quota of concurrent executions with it (1,000 a Region, new
accounts 10): all functions together use at most ${takersWithLimits(root).reduce((sum, one) => sum + one.concurrency, 0)} by their queues.`,
    '## Table',
    `- All rows about one subject share a partition key (\`subject#…\`): a passing event writes ${measured.next.units} units there, so one family of task definitions can start
  ${partitionWrites / measured.next.units} tasks a second before its partition is throttled (${partitionWrites.toLocaleString('en')} write units a second and partition). That is the hot key to know: one subject, not one account.
- Lists of findings are read by an index of sixteen partitions, by the first digit of a hash: ${(16 * partitionWrites).toLocaleString('en')} units a second. Passing events write none of it.
- A new table on demand takes 4,000 write units a second at once and doubles within half an hour of a peak; the account's quota for a table is
  40,000. A throttled event goes back to its queue.
- The stream of the table is read by \`publish\` in batches of 100, one for each shard; only findings pass its filter.`,
    '## Bus',
    `Deliveries to targets are limited to 18,750 a second in us-east-1 and eu-west-1, 4,500 in eu-central-1, 1,100 in Regions without a number of their own; above it they are
delayed, not lost. Events reach one queue each, so that the column *peak* is what counts.`,
    '## Slack',
    `A message a second and channel. \`notify\` gathers up to 100 changes for five seconds and sends one message per cause; two run at once. Past ten new
messages a channel gets a digest instead. Send families of controls and teams to channels of their own ([slack.md](slack.md)).`,
    '## Sweep',
    sweepWords(organisations),
    `Sources, read on 2026-11-30: DynamoDB Developer Guide, [warm throughput](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html);
EventBridge User Guide, [quotas](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html); Slack,
[rate limits](https://docs.slack.dev/apis/web-api/rate-limits).`,
  ].join('\n\n')}\n`;
}

type Organisations = readonly ReturnType<typeof organisation>[];

function organisationRows(organisations: Organisations): string {
  const rows = organisations.map((one) =>
    row([
      one.accounts.toLocaleString('en'),
      one.eventsPerSecond.toFixed(1),
      Math.ceil(one.peakPerSecond).toLocaleString('en'),
      Math.ceil(one.writeUnitsPerSecond).toLocaleString('en'),
    ]),
  );
  return [
    '| accounts | events a second | peak | write units a second at the peak |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function loadedRows(): string {
  return [
    '| event | calls of AWS | reads of the table | writes | write units | processor ms |',
    '|---|---|---|---|---|---|',
    ...loaded.map((one) =>
      row([one.kind, one.calls, one.reads, one.writes, one.units, one.processor].map(String)),
    ),
  ].join('\n');
}

/** They take events; the others work on what these found. */
const evaluators: ReadonlySet<string> = new Set([
  'image-pushed',
  'task-launched',
  'pod-launched',
  'access-changed',
]);

function capacityOf({ concurrency }: Taker): number {
  return Math.round(concurrency / assumed.secondsPerEvent);
}

function functionRows(root: string): string {
  const rows = takersWithLimits(root).map((taker) =>
    row([
      taker.name,
      String(taker.batch),
      String(taker.concurrency),
      evaluators.has(taker.name) ? String(capacityOf(taker)) : '',
    ]),
  );
  return [
    '| function | messages at once | run at once | events a second |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function reachWords(root: string): string {
  const tasks = takersWithLimits(root).find(({ name }) => name === 'task-launched');
  const peak = (assumed.taskEvents / 86_400) * assumed.peak;
  const accounts = tasks === undefined ? 0 : Math.floor(capacityOf(tasks) / peak);
  return `As deployed, \`task-launched\` keeps up with the busiest hour of ${accounts} accounts, and with the average of ${accounts * assumed.peak}. Beyond, events wait.`;
}

function sweepWords(organisations: Organisations): string {
  const hours = organisations.map(
    ({ accounts, sweepHours }) =>
      `${accounts.toLocaleString('en')} accounts ${(sweepHours / 5).toFixed(1)} hours`,
  );
  return `Five sweeps run at once, an account and Region each, every six hours. At ${assumed.sweepSeconds} seconds each that is ${hours.join(', ')}: where it is longer than six hours,
raise \`maximumConcurrency\` of \`sweep\`, or sweep less often (\`rate\` in \`serverless.yml\`).

One account and Region may take longer than the 15 minutes of a function: the sweep then goes on where it was, by a message to its own queue, for up to 20 legs
([decisions/032](decisions/032-a-sweep-goes-on-in-legs.md)). At ten calls a second that is some 160,000 calls. What it has seen lies in the table until then, at
most 70 MB, two days long. A sweep that comes no further, or has no leg left, ends as incomplete and rings. Answers of one leg must fit into the memory of
\`sweep\` (\`memorySize\`).`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
