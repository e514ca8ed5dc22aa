// Container hosts of a template: instances, what they are launched from, and EKS node groups.
// SPDX-License-Identifier: Apache-2.0
import { at, unsettled } from '../../model/at.ts';
import { isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { Network } from '../../model/network.ts';
import type { AskedVolume, Host } from '../../model/platform.ts';
import type { Subject } from '../../model/subject.ts';
import { cursor, down, isAbsent, items, plain, settledBoolean, settledString } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { hostOf, networkBase, ruleOf } from './ec2.ts';
import { isHostRole, joinsCluster } from './host-signs.ts';
import { userDataOf } from './template-configuration.ts';
import { type Resources, referred, type TemplateResource } from './template-resource.ts';

/** AWS::EC2::Instance and AWS::AutoScaling::LaunchConfiguration. */
export function machineOf(resource: TemplateResource, where: Where, all: Resources): readonly Subject[] {
  const { properties, written } = resource;
  return [
    signed(launched(properties, where), { ...resource, properties, written }, all),
    ...userDataOf(properties, where),
  ];
}

/** AWS::EC2::LaunchTemplate keeps an instance's properties one level deeper. */
export function launchTemplateOf(
  resource: TemplateResource,
  where: Where,
  all: Resources,
): readonly Subject[] {
  const properties = objectOf(resource.properties.LaunchTemplateData);
  const written = objectOf(resource.written.LaunchTemplateData);
  const host = signed(launched(properties, where), { ...resource, properties, written }, all);
  return [host, ...userDataOf(properties, where)];
}

/** What a version of a launch template holds, as DescribeLaunchTemplateVersions shows it. */
export function launchDataOf(data: JsonObject, where: Where): readonly Subject[] {
  const alone = { logicalId: '', type: '', properties: data, written: data, place: [], parameters: {} };
  return machineOf(alone, where, new Map());
}

/** A host as it will be launched, with its disks and whether it asks for a public address. */
function launched(properties: JsonObject, where: Where): Host {
  const from = cursor(properties);
  const interfaces = items(down(from, 'NetworkInterfaces'));
  const asked = [from, ...interfaces]
    .map((one) => down(one, 'AssociatePublicIpAddress'))
    // Terraform writes what nobody said as an empty text.
    .filter((one) => !isAbsent(one) && one.value !== '');
  const addresses = asked.map((one) => settledBoolean(one, false));
  const address =
    addresses.find(({ value }) => value) ??
    addresses.find(({ unsettled: open }) => open !== undefined) ??
    addresses[0];
  // It has none yet; that it will get one is as bad.
  const publicAddress = address && { ...address, value: address.value ? 'given at launch' : null };
  return {
    ...hostOf(properties, where),
    ...(publicAddress === undefined ? {} : { publicAddress }),
    asked: disksOf(properties),
  };
}

/** Disks of EBS; an instance store has no such block (EC2 API Reference, EbsBlockDevice). */
function disksOf(properties: JsonObject): readonly AskedVolume[] {
  const mappings = items(down(cursor(properties), 'BlockDeviceMappings'));
  return mappings
    .filter((mapping) => !isAbsent(down(mapping, 'Ebs')))
    .map((mapping) => {
      const encrypted = down(mapping, 'Ebs', 'Encrypted');
      return {
        device: plain(down(mapping, 'DeviceName')) ?? 'a disk',
        // Terraform writes what nobody said as an empty text.
        encrypted:
          isAbsent(encrypted) || encrypted.value === ''
            ? at(null, encrypted.path)
            : settledBoolean(encrypted, false),
      };
    });
}

/** What shows that containers run there: its image, what it does when it starts, or the role it has. */
function signed(host: Host, { properties, written, parameters }: TemplateResource, all: Resources): Host {
  const joins =
    joinsCluster(texts(withDefaults(written.ImageId, parameters))) ||
    joinsCluster(texts(withDefaults(written.UserData, parameters))) ||
    isHostRole(texts(profileRoles(properties.IamInstanceProfile, all)));
  return host.containerHost === null && joins ? { ...host, containerHost: true } : host;
}

/** A parameter's default stands for it: that of an image is the name of AWS's own parameter for it. */
function withDefaults(value: Json | undefined, parameters: JsonObject): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withDefaults(item, parameters));
  if (!isObject(value)) return value ?? null;
  const name = value.Ref;
  const known = typeof name === 'string' && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (known !== undefined) return objectOf(known).Default ?? null;
  return Object.values(value).map((child) => withDefaults(child, parameters));
}

/** Every text in a value, functions and all: a sign may stand between references. */
function texts(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(texts).join('');
  return isObject(value) ? Object.values(value).map(texts).join('') : '';
}

/** The roles of the profile that an instance refers to, with what they hold as the template writes it. */
function profileRoles(profile: Json | undefined, all: Resources): Json {
  const named = isObject(profile) ? (profile.Name ?? profile.Arn ?? profile) : profile;
  const id = referred(named) ?? referred(named, 'Arn');
  const found = all.get(id ?? '');
  const text = texts(profile);
  if (found === undefined) return text;
  const roles = [...all.values()].filter(
    ({ type, logicalId }) => type === 'AWS::IAM::Role' && mentions(found.written.Roles, logicalId),
  );
  return [text, ...roles.map(({ written }) => written.ManagedPolicyArns ?? null)];
}

function mentions(value: Json | undefined, logicalId: string): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => mentions(item, logicalId));
  return isObject(value) && (value.Ref === logicalId || texts(value['Fn::GetAtt']).startsWith(logicalId));
}

const untold = 'a node group does not tell it';

/**
 * AWS::EKS::Nodegroup: its nodes, and the way in that remote access opens. With a key and no source security group, port 22 is open
 * to the internet (EKS API Reference, RemoteAccessConfig).
 */
export function nodeGroupOf({ properties }: TemplateResource, where: Where): readonly Subject[] {
  const from = cursor(properties);
  const access = down(from, 'RemoteAccess');
  const key = settledString(down(access, 'Ec2SshKey'));
  const id = where.id ?? 'node group';
  const host: Host = {
    ...hostOf({}, where),
    containerHost: true,
    keyName: key,
    httpTokens: unsettled(null, '', untold),
    httpEndpoint: unsettled(null, '', untold),
    hopLimit: unsettled(null, '', untold),
    imageId: unsettled(null, '', untold),
  };
  if (isAbsent(down(access, 'Ec2SshKey')) || !isAbsent(down(access, 'SourceSecurityGroups'))) return [host];
  const rule = {
    ...ruleOf(
      cursor({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }),
      cursor('0.0.0.0/0', access.path),
      true,
    ),
  };
  const network: Network = {
    ...networkBase(`${id}/RemoteAccess`, `${where.name ?? id}/RemoteAccess`, {
      ...where,
      identity: `${id}/RemoteAccess`,
    }),
    ingress: at([rule], access.path),
    egress: unsettled([], '', untold),
    usedByContainers: true,
    partial: true,
  };
  return [host, network];
}
