// What re-enable-rule plans, and when it leaves things alone.
import { arn, casesOf, named, on } from '../cases.ts';
import { account, findingOn, region } from '../round-trip.ts';

const rule = findingOn({
  kind: 'call',
  id: `arn:aws:events:${region}:${account}:rule/bus/r|x`,
  name: 'events:DisableRule',
});

const user = `arn:aws:iam::${account}:user/kim`;

export const cases = casesOf('re-enable-rule', {
  offline: [
    {
      finding: on('call', 'iam', `${arn('events', 'rule/bus/watch')}|${user}`),
      calls: [['EnableRule', { Name: 'watch', EventBusName: 'bus' }]],
    },
    { finding: on('call', 'iam', `${arn('lambda', 'function:x')}|${user}`), calls: [] },
    {
      finding: named(on('call', 'iam', `${arn('cloudtrail', 'trail/t')}|${user}`), 'cloudtrail:StopLogging'),
      calls: [['StartLogging', { Name: arn('cloudtrail', 'trail/t') }]],
    },
  ],
  held: [
    {
      says: 'a function',
      finding: findingOn({ kind: 'call', id: 'x|y', name: 'lambda:DeleteFunction' }),
      answers: {},
      by: 'guard-error',
      reason: 'only rules',
    },
    {
      says: 'a rule that is gone',
      finding: rule,
      answers: { 'events.DescribeRule': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'a rule that is enabled',
      finding: rule,
      answers: { 'events.DescribeRule': { State: 'ENABLED' } },
      by: 'changed-since',
      reason: 'enabled',
    },
  ],
});
