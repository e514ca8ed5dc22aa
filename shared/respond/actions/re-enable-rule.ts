// re-enable-rule: enables an EventBridge rule of the pipeline again. A stopped trail is the same breach, and is started.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { defineAction } from '../planning/define-action.ts';
import { none, type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';
import { planTrail, restartTrail } from './restart-trail.ts';

export const reEnableRule = defineAction({
  name: 're-enable-rule',
  group: 'pipeline',
  restores: null,
  permissions: ['events:DescribeRule', 'cloudtrail:GetTrailStatus'],
  grants: [
    { allows: ['events:DisableRule', 'events:EnableRule'], on: ['events:rule/*'] },
    { allows: ['cloudtrail:StartLogging', 'cloudtrail:StopLogging'], on: ['cloudtrail:trail/*'] },
  ],
  reversible: 'the rule is disabled again, the trail stopped again',
  limits:
    'What was deleted or rewritten (rules, targets, functions, queues, selectors of a trail) comes back by deploying the pipeline again. Events of the time in between are not delivered later.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  if (isTrail(finding)) return planTrail(finding, planning);
  const rule = ruleNamed(finding) ?? hold('guard-error', onlyRules);
  const read = call('events', 'DescribeRule', rule);
  const now = await planning.state(read);
  if (now.state === undefined) return changed(`rule ${rule.Name} is gone: deploy the pipeline anew`);
  if (now.state !== 'DISABLED') return changed(`rule ${rule.Name} is enabled`);
  return {
    words: `enable rule ${rule.Name} again`,
    calls: [enable(rule)],
    ...kept(change(`rule ${rule.Name}`, read, now, { state: 'ENABLED' })),
    undo: [call('events', 'DisableRule', rule)],
  };
}

const onlyRules = 'only rules can be enabled again: deploy the pipeline anew';

function planOffline(finding: Finding): OfflinePlan {
  if (isTrail(finding)) return restartTrail.planOffline(finding);
  const rule = ruleNamed(finding);
  return rule === null ? none(onlyRules) : one('enable the rule again', enable(rule));
}

/** A stopped trail is the same breach as a disabled rule. */
function isTrail({ subject }: Finding): boolean {
  return subject.name.startsWith('cloudtrail:');
}

function enable(rule: RuleName) {
  return call('events', 'EnableRule', { ...rule });
}

type RuleName = NonNullable<ReturnType<typeof ruleNamed>>;

/** Findings on calls are kept on what was touched: `arn:…:rule/<bus>/<name>|<who>`, without the bus where it is the default one. */
function ruleNamed({ subject }: Finding): { Name: string; EventBusName: string } | null {
  const [touched = ''] = subject.id.split('|', 1);
  const [kind, ...parts] = parseArn(touched)?.resource.split('/') ?? [];
  if (kind !== 'rule' || parts.length === 0) return null;
  return { Name: nameOf(touched), EventBusName: parts.length === 2 ? (parts[0] ?? 'default') : 'default' };
}
