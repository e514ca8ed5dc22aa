// What no single thing of the stack tells: trails, sign-in Regions, people, policy, members, and whether anything comes at all.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../shared/gather/api.ts';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';
import { ask } from './ask.ts';
import type { Examined } from './examined.ts';
import { type Line, ok, problem } from './line.ts';
import { stackSet, stackSets } from './organization.ts';
import { releases } from './release.ts';
import { canary, members, sweep } from './watching.ts';

export async function wholeChecks(examined: Examined): Promise<readonly Line[]> {
  const checks = [
    stackStands,
    managementTrail,
    ...forwardingRegions.map((region) => (all: Examined) => forwarding(all, region)),
    ...stackSets.map((name) => (all: Examined) => stackSet(all, name)),
    releases,
    policyThere,
    auditSubscription,
    slackSecret,
    (all: Examined) =>
      topic(all, {
        parameter: 'AlarmTopic',
        name: 'alarm topic',
        option: 'alarm-topic',
        without: 'nobody hears an alarm',
      }),
    (all: Examined) =>
      topic(all, { parameter: 'NotifyTopic', name: 'mail topic', option: 'notify-topic', without: null }),
    killSwitch,
    canary,
    sweep,
    members,
    lastEvent,
  ];
  return (await Promise.all(checks.map((check) => check(examined)))).flatMap((line) => line ?? []);
}

async function stackStands({ stack }: Examined): Promise<Line> {
  const what = `stack ${stack.name}`;
  return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack.status)
    ? ok(what, `${stack.status}, ${stack.resources.length} resources`)
    : problem(what, `is ${stack.status}`, 'see its events in CloudFormation, then deploy again');
}

/** Without one no call reaches EventBridge (EventBridge User Guide, "AWS service events delivered via AWS CloudTrail"). */
async function managementTrail(examined: Examined): Promise<Line> {
  const what = 'trail of management events';
  const told = await ask(examined, what, ['cloudtrail', 'DescribeTrails'], {});
  if (!told.ok) return told.line;
  const everywhere = objectsOf(told.output.trailList).filter((trail) => trail.IsMultiRegionTrail === true);
  for (const trail of everywhere) {
    const name = stringOf(trail.TrailARN) ?? stringOf(trail.Name) ?? '';
    const asking = { ...examined, region: stringOf(trail.HomeRegion) ?? examined.region };
    const status = await ask(asking, what, ['cloudtrail', 'GetTrailStatus'], { Name: name });
    if (!status.ok) return status.line;
    const selectors = await ask(asking, what, ['cloudtrail', 'GetEventSelectors'], { TrailName: name });
    if (!selectors.ok) return selectors.line;
    if (status.output.IsLogging === true && recordsManagement(selectors.output))
      return ok(what, `${name} logs, in all Regions`);
  }
  return problem(
    what,
    'no trail of all Regions logs them: no call ever reaches the rules',
    'make one, or start it (CloudTrail, "Creating a trail")',
  );
}

function recordsManagement(output: Parameters<typeof dig>[0]): boolean {
  const basic = objectsOf(dig(output, 'EventSelectors')).some(
    (one) => one.IncludeManagementEvents === true && one.ReadWriteType !== 'ReadOnly',
  );
  const advanced = objectsOf(dig(output, 'AdvancedEventSelectors')).some((one) =>
    objectsOf(one.FieldSelectors).some(
      (field) => field.Field === 'eventCategory' && listOf(field.Equals).includes('Management'),
    ),
  );
  return basic || advanced;
}

// Where what belongs to a whole account is recorded: deploy/README.md, "Global services and sign-ins".
const forwardingRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2'];

async function forwarding(examined: Examined, region: string): Promise<Line | null> {
  if (region === examined.region) return null;
  const what = `forwarding from ${region}`;
  const told = await ask({ ...examined, region }, what, ['eventbridge', 'DescribeRule'], {
    Name: 'seawall-forward-global-calls',
  });
  if (!told.ok)
    return told.line.state === 'problem'
      ? problem(
          what,
          'there is none: IAM calls, or sign-ins, recorded there are not seen',
          'deploy deploy/global-forwarding.yml there, or all of the organisation (npm run deploy -- --organization)',
        )
      : told.line;
  return stringOf(told.output.State)?.startsWith('ENABLED') === true
    ? ok(what, 'enabled')
    : problem(what, 'is disabled', 'enable it, and find out who did that');
}

async function policyThere(examined: Examined): Promise<Line> {
  const bucket = examined.stack.resources.find(({ logicalId }) => logicalId === 'PolicyBucket')?.physicalId;
  if (bucket === undefined)
    return problem('policy', 'the stack has no bucket for it', 'deploy again (npm run deploy)');
  const what = `policy s3://${bucket}`;
  const told = await ask(examined, what, ['s3', 'HeadObject'], {
    Bucket: bucket,
    Key: pointerKey,
  });
  if (!told.ok)
    return told.line.state === 'problem'
      ? problem(
          what,
          'none was deployed: the functions use the built-in one',
          'npm run deploy -- --policy-only',
        )
      : told.line;
  return ok(
    what,
    `version ${stringOf(told.output.VersionId) ?? 'without a number'}, of ${stringOf(told.output.LastModified) ?? 'an unknown time'}`,
  );
}

async function auditSubscription(examined: Examined): Promise<Line | null> {
  const group = examined.stack.parameters.get('AuditLogGroup') ?? '';
  if (group === '') return null;
  const what = `audit log ${group}`;
  const told = await ask(examined, what, ['logs', 'DescribeSubscriptionFilters'], { logGroupName: group });
  if (!told.ok) return told.line;
  const name = `${examined.stack.name}-pod-launched`;
  return objectsOf(told.output.subscriptionFilters).some(({ filterName }) => filterName === name)
    ? ok(what, 'is subscribed')
    : problem(
        what,
        'is not subscribed: no pods are watched',
        'deploy again (npm run deploy), and find out who ended it',
      );
}

async function slackSecret(examined: Examined): Promise<Line> {
  const secret = examined.stack.parameters.get('SlackSecret') ?? '';
  if (secret === '')
    return problem(
      'Slack',
      'nobody is notified there: no secret is named',
      'deploy with --param slack-secret=ARN (docs/slack.md)',
    );
  const what = `Slack secret ${secret.split(':').at(-1)}`;
  // That it is there, and never what it holds.
  const told = await ask(examined, what, ['secretsmanager', 'DescribeSecret'], { SecretId: secret });
  if (!told.ok) return told.line;
  return told.output.DeletedDate === undefined || told.output.DeletedDate === null
    ? ok(what, 'is there; whether Slack takes it, only a message shows')
    : problem(what, 'is about to be deleted', 'restore it (secretsmanager:RestoreSecret)');
}

interface Topic {
  readonly parameter: string;
  readonly name: string;
  readonly option: string;
  readonly without: string | null;
}

async function topic(examined: Examined, { parameter, name, option, without }: Topic): Promise<Line | null> {
  const arn = examined.stack.parameters.get(parameter) ?? '';
  if (arn === '')
    return without === null ? null : problem(name, without, `deploy with --param ${option}=ARN`);
  const what = `${name} ${arn.split(':').at(-1)}`;
  const told = await ask(examined, what, ['sns', 'ListSubscriptionsByTopic'], { TopicArn: arn });
  if (!told.ok) return told.line;
  const confirmed = objectsOf(told.output.Subscriptions).filter(
    ({ SubscriptionArn }) => stringOf(SubscriptionArn)?.startsWith('arn:') === true,
  );
  return confirmed.length === 0
    ? problem(what, 'nobody has subscribed to it, or confirmed that', 'subscribe somebody, and confirm')
    : ok(what, `${confirmed.length} subscribed`);
}

async function killSwitch(examined: Examined): Promise<Line> {
  const name = `/seawall/${examined.stage}/brake`;
  const what = `kill switch ${name}`;
  const told = await ask(examined, what, ['ssm', 'GetParameter'], { Name: name });
  if (!told.ok) return told.line;
  return stringOf(dig(told.output, 'Parameter', 'Value')) === 'off'
    ? ok(what, 'off')
    : problem(what, 'is on: no response is made', 'set it to off once the reason is gone');
}

const day = 24 * 60 * 60 * 1000;

/** Whether any event came to the functions that judge. */
async function lastEvent(examined: Examined): Promise<Line> {
  const what = 'last event';
  const names = ['task-launched', 'access-changed', 'image-pushed', 'pod-launched'].map(
    (name) => `${examined.stack.name}-${name}`,
  );
  let newest = '';
  for (const name of names) {
    const told = await ask(examined, what, ['cloudwatch', 'GetMetricStatistics'], {
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Invocations', Statistics: ['Sum'], Period: 3600 },
      Dimensions: [{ Name: 'FunctionName', Value: name }],
      ...{ StartTime: new Date(Date.parse(examined.now) - day).toISOString(), EndTime: examined.now },
    });
    if (!told.ok) return told.line;
    for (const point of objectsOf(told.output.Datapoints)) {
      const at = stringOf(point.Timestamp) ?? '';
      if (Number(point.Sum) > 0 && at > newest) newest = at;
    }
  }
  return newest === ''
    ? problem(
        what,
        'no event came for a day',
        'look at the trail and the rules above; a quiet account has IAM calls all the same',
      )
    : ok(what, `in the hour from ${newest}`);
}
