// Security groups of a template, and rules that it writes beside them: settled as far as what decides is.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, unsettled } from '../../model/at.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isWorld, type Network, type NetworkRule } from '../../model/network.ts';
import { type Cursor, cursor, down, isAbsent, partlySettled, unsettledReason } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { networkBase, ruleOf } from './ec2.ts';

/** AWS::EC2::SecurityGroup holds its rules in a list, AWS::EC2::SecurityGroupIngress is one. */
export function groupRules(properties: JsonObject, key: string, where: Where): Network {
  const from = cursor(properties);
  const id = where.id ?? 'security group';
  return {
    ...networkBase(id, where.name ?? id, where),
    ingress: settledRules(key === '' ? from : down(from, key)),
    egress: settledRules(down(from, 'SecurityGroupEgress')),
    partial: key === '',
  };
}

/** AWS::EC2::SecurityGroupEgress is one rule out, of a group that stands elsewhere. */
export function egressRule(properties: JsonObject, where: Where): Network {
  const id = where.id ?? 'security group';
  const egress = settledRules(cursor(properties));
  return { ...networkBase(id, where.name ?? id, where), ingress: at([], ''), egress, partial: true };
}

/** The rules that are known, and the first place that leaves one open. */
interface Rules {
  readonly known: readonly NetworkRule[];
  readonly open: { readonly path: string; readonly reason: string } | null;
}

function settledRules(list: Cursor): At<readonly NetworkRule[]> {
  const { known, open } = rulesOf(list);
  return open === null ? at(known, list.path) : unsettled(known, open.path, open.reason);
}

/** Of a list of rules, a rule, or what a condition may make of either. */
function rulesOf(from: Cursor): Rules {
  const { value, path } = from;
  const reason = unsettledReason(value);
  if (reason !== null) return possibleRules(from, reason);
  if (Array.isArray(value))
    return joined(value.map((rule: Json, index) => rulesOf(cursor(rule, `${path}[${index}]`))));
  return joined(sources.map((key) => down(from, key)).map((source) => ruleFrom(from, source)));
}

function joined(all: readonly Rules[]): Rules {
  return {
    known: all.flatMap(({ known }) => known),
    open: all.find(({ open }) => open !== null)?.open ?? null,
  };
}

/** Whichever it be: where none of them admits the internet, they are as good as settled. */
function possibleRules({ value, path }: Cursor, reason: string): Rules {
  const { among } = partlySettled(value);
  const open = { known: [], open: { path, reason } };
  if (among === undefined) return open;
  const possible = joined(among.map((one) => rulesOf(cursor(one, path))));
  return possible.open === null && !possible.known.some(isWorld) ? possible : open;
}

const sources = [
  ...['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourcePrefixListId'],
  ...['DestinationSecurityGroupId', 'DestinationPrefixListId'],
];

/** The rule for one source. What else a rule says (its group, its description) decides nothing. */
function ruleFrom(rule: Cursor, source: Cursor): Rules {
  if (isAbsent(source)) return { known: [], open: null };
  const isRange = source.path.endsWith('CidrIp') || source.path.endsWith('CidrIpv6');
  const place = isRange ? rangeIn(source) : named(source);
  if (typeof place !== 'string') return { known: [], open: { path: source.path, reason: place.reason } };
  const known = ruleOf(rule, cursor(place, source.path), isRange);
  const port = isWorld(known) ? openPort(rule) : null;
  return port === null ? { known: [known], open: null } : { known: [], open: port };
}

/** A group or a prefix list is no range of addresses, whatever its id. */
function named({ value }: Cursor): string | { readonly reason: string } {
  return (
    textIn(value) ??
    (unsettledReason(value) === null ? { reason: 'it is no text' } : 'a group of the deployment')
  );
}

/** A range by its prefix, and the block of a VPC or subnet: /16 at the widest (VPC User Guide, "VPC CIDR blocks"). */
function rangeIn({ value }: Cursor): string | { readonly reason: string } {
  const text = textIn(value);
  const { among, text: parts } = partlySettled(value);
  const block =
    parts?.length === 1 && parts.every((part) => typeof part !== 'string' && part.one && isBlock(part.name));
  if (text !== null && (unsettledReason(value) === null || block || /\/\d{1,3}$/.test(text))) return text;
  const ranges = among?.filter((one) => typeof one === 'string') ?? [];
  const [range] = ranges;
  const settled = ranges.length === among?.length && !ranges.some((cidr) => isWorld({ ...blankRule, cidr }));
  return settled && range !== undefined ? range : { reason: unsettledReason(value) ?? 'it is no text' };
}

function isBlock(name: string): boolean {
  return /\.(?:CidrBlock|Ipv6CidrBlock|Ipv6CidrBlocks)$/.test(name);
}

const blankRule: NetworkRule = {
  path: '',
  protocol: '-1',
  fromPort: null,
  toPort: null,
  cidr: null,
  group: null,
};

/** The text as it stands, a name that the deployment gives as `${…}`. */
function textIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const { text } = partlySettled(value);
  return text?.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('') ?? null;
}

/** Ports count where the protocol has any. */
function openPort(rule: Cursor): Rules['open'] {
  const keys = down(rule, 'IpProtocol').value === '-1' ? [] : ['IpProtocol', 'FromPort', 'ToPort'];
  for (const key of keys) {
    const { value, path } = down(rule, key);
    const reason = unsettledReason(value);
    if (reason !== null) return { path, reason };
  }
  return null;
}
