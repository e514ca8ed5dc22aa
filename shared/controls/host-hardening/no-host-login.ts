// Ways into a container host that somebody opened.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type CallSubject, hidesRequest, requestHidden } from '../../model/call.ts';
import { defineControl, evidence, fail, notApplicable, unknown } from '../../model/control.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import { dig, type Json, type JsonObject, listOf, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import type { Judgement } from '../../model/verdict.ts';

export const noHostLogin = defineControl({
  id: 'host-hardening/no-host-login',
  title: 'Nobody logs in to a container host',
  severity: 'high',
  stage: 'stable',
  judges: ['call'],
  parameters: z.object({
    'all-instances': z
      .boolean()
      .default(false)
      .describe('Take every EC2 instance for a container host, whatever its tags say'),
  }),
  facts: (call, { parameters }) => (parameters['all-instances'] ? [] : hostsOf(call)),
  references: { nist: ['4.5.1', '4.5.3'], attack: ['T1021.007', 'T1651', 'T1021.004', 'T1059'] },
  why: 'Anyone on the host has access to every container on it and to the role of each. A host is replaced, not repaired by hand.',
  fix: 'Drain and replace the host; review what was done in the session. Allow sessions on container hosts only through break-glass roles.',
  allows: [
    'instances known to run no containers',
    'sessions into containers (no-interactive-access judges them)',
    'patching, inventory and agent updates by Systems Manager, and calls that AWS services make of their own accord',
    'automations of Systems Manager (the commands that they run are judged), and sessions resumed',
    'calls that were denied or failed',
  ],
  response: null,
  judge: (call, { facts, parameters }) => {
    const way = call.succeeded ? wayIn(call) : null;
    if (way === null)
      return hidesRequest(call) && toldByRequest.has(call.name)
        ? unknown(requestHidden)
        : notApplicable('the call opens no way into a host');
    if (byItself(call)) return notApplicable('an AWS service called');
    if (parameters['all-instances']) return opened(call, way, way.instances[0] ?? 'an instance');
    return judged(call, way, facts);
  },
});

/** An automation runs commands in the name of whoever started it: only a service that acts for nobody is left out. */
function byItself({ actor: { kind, principal } }: CallSubject): boolean {
  return kind === 'aws-service' && (principal === null || principal.includes(':role/aws-service-role/'));
}

interface WayIn {
  readonly path: string;
  readonly what: string;
  /** Empty where the event does not name them: chosen by tag, or the whole account. */
  readonly instances: readonly string[];
}

/** Documents of AWS that run nothing the caller wrote. Nobody else's can be called so: the prefixes are reserved (Systems Manager API Reference, CreateDocument). */
const harmless =
  /^(?:AWS-(?:RunPatchBaseline|RunPatchBaselineAssociation|GatherSoftwareInventory|UpdateSSMAgent|FindWindowsUpdates)|AmazonCloudWatch-ManageAgent|AmazonInspector2-\w+)$/;

/** Calls of which only the request tells whether they open a way. */
const toldByRequest: ReadonlySet<string> = new Set([
  'ssm:CreateAssociationBatch',
  'ec2:ModifyInstanceAttribute',
]);

function wayIn(call: CallSubject): WayIn | null {
  const parameters = call.parameters ?? {};
  switch (`${call.service}:${call.operation}`) {
    case 'ssm:StartSession':
      return stringOf(parameters.target)?.startsWith('ecs:')
        ? null
        : way('target', 'opened a session on', stringOf(parameters.target));
    case 'ssm:SendCommand':
      return command(parameters);
    case 'ssm:CreateAssociation':
    case 'ssm:UpdateAssociation':
      return association(parameters, 'requestParameters');
    case 'ssm:CreateAssociationBatch':
      return associations(listOf(parameters.entries));
    // The event names an address, not the instance that has it (EC2 User Guide, "Log connections established over EC2 Instance Connect Endpoint").
    case 'ec2-instance-connect:OpenTunnel':
      return way('privateIpAddress', 'opened a tunnel to', null);
    case 'ec2-instance-connect:SendSSHPublicKey':
    case 'ec2-instance-connect:SendSerialConsoleSSHPublicKey':
      return way('instanceId', 'put an SSH key on', stringOf(parameters.instanceId));
    case 'ec2:ModifyInstanceAttribute':
      return parameters.userData === undefined || parameters.userData === null
        ? null
        : way('userData', 'changed what runs at the start of', stringOf(parameters.instanceId));
    case 'ec2:GetPasswordData':
      return way('instanceId', 'read the administrator’s password of', stringOf(parameters.instanceId));
    case 'ec2:EnableSerialConsoleAccess':
      return { path: 'eventName', what: 'opened the serial console of', instances: [] };
    default:
      return null;
  }
}

function way(key: string, what: string, instance: string | null): WayIn {
  return { path: `requestParameters.${key}`, what, instances: instance === null ? [] : [instance] };
}

function command(parameters: JsonObject): WayIn | null {
  if (harmless.test(stringOf(parameters.documentName) ?? '')) return null;
  const instances = stringsOf(parameters.instanceIds);
  const path = instances.length > 0 ? 'requestParameters.instanceIds' : 'requestParameters.targets';
  return { path, what: 'ran commands on', instances };
}

/** State Manager runs a document on instances, now and again later (Systems Manager API Reference, CreateAssociation). */
function association({ name, instanceId, targets }: JsonObject, at: string): WayIn | null {
  if (harmless.test(stringOf(name) ?? '')) return null;
  const instance = stringOf(instanceId);
  const chosen = listOf(targets).flatMap((target) =>
    dig(target, 'key') === 'InstanceIds' ? stringsOf(dig(target, 'values')) : ['chosen otherwise'],
  );
  const what = 'had State Manager run commands on';
  if (instance !== null) return { path: `${at}.instanceId`, what, instances: [instance] };
  const named = chosen.filter((one) => /^m?i-/.test(one));
  return { path: `${at}.targets`, what, instances: named.length === chosen.length ? named : [] };
}

/** The first that opens a way, with the instances of all where each names its own. */
function associations(entries: readonly Json[]): WayIn | null {
  const ways = entries.flatMap((entry, index) => {
    const found = association(objectOf(entry), `requestParameters.entries[${index}]`);
    return found === null ? [] : [found];
  });
  const [first] = ways;
  if (first === undefined) return null;
  const open = ways.some(({ instances }) => instances.length === 0);
  return { ...first, instances: open ? [] : ways.flatMap(({ instances }) => instances) };
}

function hostsOf(call: CallSubject): FactRequestOf<'host'>[] {
  const { account, region } = call;
  const instances = call.succeeded ? (wayIn(call)?.instances ?? []) : [];
  const ids = instances.filter((id) => /^i-[0-9a-zA-Z]{8,17}$/.test(id));
  return ids.map((instanceId) => ({ fact: 'host', account, region, instanceId }));
}

function opened(call: CallSubject, { path, what }: WayIn, instance: string): Judgement {
  return fail([evidence(path, instance, null, `${call.actor.name} ${what} ${instance}`)]);
}

/** One container host among the instances is enough; one that nobody knows leaves the rest open. */
function judged(call: CallSubject, found: WayIn, facts: GatheredFacts): Judgement {
  const looks = hostsOf(call).map((request) => ({ id: request.instanceId, answer: facts.get(request) }));
  const host = looks.find(({ answer }) => answer.ok && answer.value.containerHost === true);
  if (host !== undefined) return opened(call, found, host.id);
  const others = looks.filter(({ answer }) => answer.ok && answer.value.containerHost === false);
  if (looks.length > 0 && looks.length === found.instances.length && others.length === looks.length)
    return notApplicable('no container host is among the instances');
  const named = found.instances.slice(0, 3).join(', ') || 'the instances';
  return unknown(
    `whether ${named} run containers is not known (parameter all-instances takes every instance for one)`,
  );
}
