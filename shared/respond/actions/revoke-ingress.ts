// revoke-ingress: takes the rules that admit too much out of a security group.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import type { Evidence } from '../../model/verdict.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import {
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type PlannedChange,
  type Planning,
} from '../planning/planning.ts';
import { ruleName } from '../state/views.ts';

export const revokeIngress = defineAction({
  name: 'revoke-ingress',
  group: 'platform',
  restores: null,
  permissions: ['ec2:DescribeSecurityGroupRules'],
  grants: [
    {
      allows: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      on: ['ec2:security-group/*', 'ec2:security-group-rule/*'],
    },
    {
      allows: ['ec2:CreateTags'],
      on: ['ec2:security-group-rule/*'],
      where: { 'ec2:CreateAction': 'AuthorizeSecurityGroupIngress' },
      why: 'A rule that comes back gets its tags back.',
    },
  ],
  reversible: 'the rules are added again, with their descriptions and tags, under new ids',
  limits:
    'Only rules that admit exactly what the evidence tells. Connections that are open stay open while they are tracked. Key pairs and public addresses of hosts are not taken away.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const groups = groupsOf(finding);
  if (groups.size === 0) return hold('guard-error', 'the finding names no security group');
  const steps: Step[] = [];
  for (const [group, evidence] of groups) {
    const step = await stepFor(group, evidence, planning);
    if (step !== null) steps.push(step);
  }
  if (steps.length === 0) return changed('the rules that were found are gone');
  return {
    words: steps.map(({ words }) => words).join('; '),
    calls: steps.flatMap(({ send }) => send),
    ...kept(...steps.map((step) => step.change)),
    undo: steps.flatMap(({ undo }) => undo),
  };
}

const groupId = /^sg-[0-9a-f]+$/;

/** The group is the subject; where a workload is, each sentence of the evidence begins with the group's id (no-world-ingress). */
function groupsOf({ subject, evidence }: Finding): ReadonlyMap<string, readonly Evidence[]> {
  const own = nameOf(subject.id);
  if (groupId.test(own)) return new Map([[own, evidence]]);
  const group = ({ message }: Evidence) => message.split(' ', 1)[0] ?? '';
  return Map.groupBy(
    evidence.filter((item) => groupId.test(group(item))),
    group,
  );
}

/** Rules are revoked by what they admit, which only the group tells. */
function planOffline({ subject }: Finding): OfflinePlan {
  const GroupId = subject.kind === 'network' ? nameOf(subject.id) : null;
  return one('revoke the rules that let everybody in', revoke(GroupId, { SecurityGroupRuleIds: null }));
}

interface Step {
  readonly words: string;
  readonly send: readonly PlannedCall[];
  readonly change: PlannedChange;
  readonly undo: readonly PlannedCall[];
}

async function stepFor(
  group: string,
  evidence: readonly Evidence[],
  { reader, state }: Planning,
): Promise<Step | null> {
  const read = call('ec2', 'DescribeSecurityGroupRules', {
    Filters: [{ Name: 'group-id', Values: [group] }],
  });
  const rules = await reader.list('ec2', read.operation, read.parameters, paging);
  const meant = objectsOf(rules).filter(
    (rule) => rule.IsEgress !== true && evidence.some((one) => means(one, rule)),
  );
  if (meant.length === 0) return null;
  const gone = Object.fromEntries(meant.map((rule) => [ruleName(rule), null]));
  return {
    words: `take ${Object.keys(gone).join(', ')} out of ${group}`,
    send: meant.map((rule) => revoke(group, { IpPermissions: [admitted(rule)] })),
    change: change(`rules of ${group}`, read, await state(read), gone),
    undo: meant.map((rule) => authorize(group, rule)),
  };
}

const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'SecurityGroupRules' };

/** `0.0.0.0/0 port 22`, `::/0 all ports` (no-world-ingress), or the range alone and the port in the sentence (no-host-ssh). */
function means({ found, message }: Evidence, rule: JsonObject): boolean {
  const range = stringOf(rule.CidrIpv4) ?? stringOf(rule.CidrIpv6);
  if (range === null || typeof found !== 'string') return false;
  if (found === `${range} ${portsOf(rule)}`) return true;
  const port = / management port (\d{1,5})$/.exec(message)?.[1];
  return found === range && port !== undefined && admits(rule, Number(port));
}

function portsOf({ IpProtocol, FromPort, ToPort }: JsonObject): string {
  const from = numberOf(FromPort) ?? -1;
  if (IpProtocol === '-1' || from === -1) return 'all ports';
  return from === numberOf(ToPort) ? `port ${from}` : `ports ${from}-${ToPort}`;
}

function admits({ IpProtocol, FromPort, ToPort }: JsonObject, port: number): boolean {
  const [from, to] = [numberOf(FromPort) ?? -1, numberOf(ToPort) ?? -1];
  return IpProtocol === '-1' || from === -1 || (from <= port && port <= to);
}

function revoke(GroupId: string | null, rules: JsonObject): PlannedCall {
  return call('ec2', 'RevokeSecurityGroupIngress', { GroupId, ...rules });
}

/** By what it admits rather than by its id, which a rule that was put back does not keep. One call for each rule: EC2 refuses all where one is gone. */
function admitted({ Description: _, ...rule }: JsonObject): JsonObject {
  return permission(rule);
}

/** One call for each rule: the tags of a call go to all rules it adds (EC2 API, AuthorizeSecurityGroupIngress). */
function authorize(group: string, rule: JsonObject): PlannedCall {
  const tags = objectsOf(rule.Tags);
  return call('ec2', 'AuthorizeSecurityGroupIngress', {
    GroupId: group,
    IpPermissions: [permission(rule)],
    ...(tags.length === 0
      ? {}
      : { TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: tags }] }),
  });
}

function permission({
  IpProtocol,
  FromPort,
  ToPort,
  CidrIpv4,
  CidrIpv6,
  Description,
}: JsonObject): JsonObject {
  const told = Description === undefined ? {} : { Description };
  const source =
    CidrIpv4 === undefined
      ? { Ipv6Ranges: [{ CidrIpv6, ...told }] }
      : { IpRanges: [{ CidrIp: CidrIpv4, ...told }] };
  return { IpProtocol, FromPort, ToPort, ...source };
}
