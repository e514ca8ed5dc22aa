// re-enable-rule: enables an EventBridge rule of the pipeline again. A stopped trail is the same breach, and is started.
import { nameOf, parseArn } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { Action } from '../planning/action.ts';
import {
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type Planning,
  preparing,
} from '../planning/planning.ts';
import { planTrail } from './restart-trail.ts';

export const reEnableRule: Action = {
  name: 're-enable-rule',
  permissions: [
    'events:DescribeRule',
    'events:EnableRule',
    'events:DisableRule',
    'cloudtrail:GetTrailStatus',
    'cloudtrail:StartLogging',
    'cloudtrail:StopLogging',
  ],
  reversible: 'the rule is disabled again, the trail stopped again',
  limits:
    'What was deleted or rewritten (rules, targets, functions, queues, selectors of a trail) comes back by deploying the pipeline again. Events of the time in between are not delivered later.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  if (finding.subject.name.startsWith('cloudtrail:')) return planTrail(finding, planning);
  const rule =
    ruleNamed(finding) ?? hold('guard-error', 'only rules can be enabled again: deploy the pipeline anew');
  const read = call('events', 'DescribeRule', rule);
  const now = await planning.state(read);
  if (now.state === undefined) return changed(`rule ${rule.Name} is gone: deploy the pipeline anew`);
  if (now.state !== 'DISABLED') return changed(`rule ${rule.Name} is enabled`);
  return {
    words: `enable rule ${rule.Name} again`,
    calls: [call('events', 'EnableRule', rule)],
    ...kept(change(`rule ${rule.Name}`, read, now, { state: 'ENABLED' })),
    undo: [call('events', 'DisableRule', rule)],
  };
}

/** Findings on calls are kept on what was touched: `arn:…:rule/<bus>/<name>|<who>`, without the bus where it is the default one. */
function ruleNamed({ subject }: Finding): { Name: string; EventBusName: string } | null {
  const [touched = ''] = subject.id.split('|', 1);
  const [kind, ...parts] = parseArn(touched)?.resource.split('/') ?? [];
  if (kind !== 'rule' || parts.length === 0) return null;
  return { Name: nameOf(touched), EventBusName: parts.length === 2 ? (parts[0] ?? 'default') : 'default' };
}
