// EC2 resources of the AWS provider: instances, what they are launched from, and the rules of security groups.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, listOf, objectOf, stringOf } from '../../../model/json.ts';
import { unsettledReason } from '../../workload/cursor.ts';
import { below, type Fields, tagList, tags } from './fields.ts';
import type { Paths } from './paths.ts';
import type { TerraformResource } from './resources.ts';

const metadata = {
  block: 'metadata_options',
  fields: {
    HttpTokens: 'http_tokens',
    HttpEndpoint: 'http_endpoint',
    HttpPutResponseHopLimit: 'http_put_response_hop_limit',
  },
} as const;

const launchData: Fields = {
  ImageId: 'image_id',
  KeyName: 'key_name',
  UserData: 'user_data',
  MetadataOptions: metadata,
  IamInstanceProfile: { block: 'iam_instance_profile', fields: { Arn: 'arn', Name: 'name' } },
  NetworkInterfaces: {
    blocks: 'network_interfaces',
    fields: { AssociatePublicIpAddress: 'associate_public_ip_address' },
  },
  BlockDeviceMappings: {
    blocks: 'block_device_mappings',
    fields: { DeviceName: 'device_name', Ebs: { block: 'ebs', fields: { Encrypted: 'encrypted' } } },
  },
  Tags: tags,
};

/** By the provider's type: CloudFormation's type, its properties, and the property that holds them where it is not the resource itself. */
export const machineResources: Readonly<
  Record<string, readonly [type: string, fields: Fields, within?: string]>
> = {
  aws_instance: [
    'AWS::EC2::Instance',
    {
      ImageId: 'ami',
      KeyName: 'key_name',
      UserData: 'user_data',
      IamInstanceProfile: 'iam_instance_profile',
      MetadataOptions: metadata,
      Tags: tags,
    },
  ],
  aws_launch_template: ['AWS::EC2::LaunchTemplate', launchData, 'LaunchTemplateData'],
  aws_launch_configuration: [
    'AWS::AutoScaling::LaunchConfiguration',
    {
      ImageId: 'image_id',
      KeyName: 'key_name',
      UserData: 'user_data',
      IamInstanceProfile: 'iam_instance_profile',
      MetadataOptions: metadata,
    },
  ],
};

/** What a rule is open to, as the provider's attributes and as CloudFormation's property. */
const sources: readonly (readonly [attribute: string, property: string])[] = [
  ['cidr_blocks', 'CidrIp'],
  ['ipv6_cidr_blocks', 'CidrIpv6'],
  ['security_groups', 'SourceSecurityGroupId'],
  ['prefix_list_ids', 'SourcePrefixListId'],
  ['source_security_group_id', 'SourceSecurityGroupId'],
  ['cidr_ipv4', 'CidrIp'],
  ['cidr_ipv6', 'CidrIpv6'],
  ['referenced_security_group_id', 'SourceSecurityGroupId'],
  ['prefix_list_id', 'SourcePrefixListId'],
];

type Direction = 'SecurityGroupIngress' | 'SecurityGroupEgress';

/** Where the rules of one block or rule resource come to stand: paths of what is made, by their number among them. */
export interface RulePlaces {
  readonly at: (index: number) => string;
  readonly paths: Paths;
}

/** The rules of one block or rule resource, one for each source. */
export function rulesOf(block: Json, written: string, { at, paths }: RulePlaces): readonly Json[] {
  if (unsettledReason(block) !== null) {
    paths.set(at(0), written);
    return [block];
  }
  const {
    protocol,
    ip_protocol: ipProtocol,
    from_port: FromPort = null,
    to_port: ToPort = null,
    self,
  } = objectOf(block);
  const rule = { IpProtocol: numbered(protocol ?? ipProtocol ?? null), FromPort, ToPort };
  const open = sources.flatMap(([attribute, property]) => {
    const value = objectOf(block)[attribute] ?? null;
    const each = Array.isArray(value)
      ? value.map((item, index) => [item, `[${index}]`] as const)
      : [[value, ''] as const];
    return each.flatMap(([item, index]) =>
      item === null || item === ''
        ? []
        : [{ property, item, written: `${below(written, attribute)}${index}` }],
    );
  });
  if (self === true)
    open.push({ property: 'SourceSecurityGroupId', item: 'self', written: below(written, 'self') });
  return open.map(({ property, item, written: place }, index) => {
    const made = at(index);
    paths.set(made, written);
    paths.set(below(made, property), place);
    return { ...rule, [property]: item };
  });
}

/** "all" is what the provider also calls -1. */
function numbered(protocol: Json): Json {
  return protocol === 'all' ? '-1' : protocol;
}

export const groupTypes: ReadonlySet<string> = new Set(['aws_security_group', 'aws_default_security_group']);

/** Resources that are a rule of a group: of one direction by their type, or by what they say. */
export function ruleDirection({ type, values }: TerraformResource): Direction | null {
  if (type === 'aws_vpc_security_group_ingress_rule') return 'SecurityGroupIngress';
  if (type === 'aws_vpc_security_group_egress_rule') return 'SecurityGroupEgress';
  if (type !== 'aws_security_group_rule') return null;
  return stringOf(values.type) === 'egress' ? 'SecurityGroupEgress' : 'SecurityGroupIngress';
}

/** The group with its own blocks of rules; `says`: whether its configuration has any, where the plan does not know them. */
export function groupProperties(
  { values, address }: TerraformResource,
  says: (attribute: string) => boolean,
  paths: Paths,
): JsonObject {
  const list = (attribute: string, made: Direction) => {
    const value = values[attribute] ?? null;
    if (unsettledReason(value) !== null && says(attribute)) {
      paths.set(made, below(address, attribute));
      return value;
    }
    const rules: Json[] = [];
    for (const [index, block] of listOf(value).entries()) {
      const at = (number: number, start = rules.length) => `${made}[${start + number}]`;
      rules.push(...rulesOf(block, `${below(address, attribute)}[${index}]`, { at, paths }));
    }
    return rules;
  };
  return {
    GroupDescription: values.description ?? null,
    SecurityGroupIngress: list('ingress', 'SecurityGroupIngress'),
    SecurityGroupEgress: list('egress', 'SecurityGroupEgress'),
    Tags: tagList(values.tags_all ?? null),
  };
}
