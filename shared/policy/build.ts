// From the file as written to the policy as used: every default, every absent list as null.
// SPDX-License-Identifier: Apache-2.0
import type { GroupView, PolicyView } from '../model/policy-view.ts';
import { durationMs } from './duration.ts';
import { type NamedFiles, signerWithFiles } from './files.ts';
import type { Group, Policy, Recipient, Rule, SlackNotify, Waiver } from './policy.ts';
import type { GroupFile, PolicyFile, SettingFile } from './schema.ts';
import { whenOf } from './schema-when.ts';

interface Origin {
  readonly source: string;
  readonly hash: string;
  readonly version: string | null;
}

export function buildPolicy(file: PolicyFile, files: NamedFiles, { source, hash, version }: Origin): Policy {
  const groups = (file.groups ?? []).map((group) => groupFrom(group, files));
  const controls = Object.entries(file.controls ?? {}).map(([id, said]) => [id, settingFrom(said)]);
  return {
    view: viewFrom(file, files, groups, hash),
    source,
    hash,
    version,
    mode: file.mode ?? 'observe',
    groups,
    controls: Object.fromEntries(controls),
    rules: rulesFrom(file),
    waivers: waiversFrom(file),
    waiverLimitMs: durationMs(file['waiver-limit'] ?? '90d'),
    protected: file.protected ?? [],
    ...responding(file),
    notify: {
      slack: slackFrom(file),
      sns: recipientFrom(file.notify?.sns),
      webhook: recipientFrom(file.notify?.webhook),
    },
    custom: file.custom ?? [],
  };
}

function responding(file: PolicyFile): Pick<Policy, 'respond' | 'brake' | 'incidents' | 'patience'> {
  const { respond = {}, brake = {}, incidents = {}, patience = {} } = file;
  return {
    respond: {
      lastResort: respond['last-resort'] ?? 'approve',
      fightLimit: respond['fight-limit'] ?? 3,
      revoke: respond.revoke ?? 'session',
      evidence: respond.evidence ?? 'on',
      secondPerson: respond['second-person'] ?? false,
      approvalExpiresMs: durationMs(respond['approval-expires'] ?? '4h'),
      approvers: respond.approvers ?? null,
    },
    brake: { actions: brake.actions ?? 5, windowMs: durationMs(brake.window ?? '10m') },
    incidents: { quietMs: durationMs(incidents.quiet ?? '7d') },
    patience: {
      notFoundMs: durationMs(patience['not-found'] ?? '5m'),
      signatureMs: durationMs(patience.signature ?? '15m'),
      unknownAlarmMs: durationMs(patience['unknown-alarm'] ?? '1h'),
    },
  };
}

function viewFrom(file: PolicyFile, files: NamedFiles, groups: readonly Group[], hash: string): PolicyView {
  const { organisation, trust, people, labels, hosts } = file;
  return {
    hash,
    profile: file.profile ?? 'baseline',
    organisation: { id: organisation?.id ?? null, accounts: organisation?.accounts ?? null },
    trust: trustFrom(trust, files),
    people: {
      orchestrators: people?.orchestrators ?? null,
      systemAdministrators: people?.['system-administrators'] ?? null,
      deliveryPipelines: people?.['delivery-pipelines'] ?? null,
      breakGlass: people?.['break-glass'] ?? null,
    },
    labels: {
      trust: labels?.trust ?? 'seawall.dev/trust',
      environment: labels?.environment ?? 'environment',
    },
    hosts: { imdsBlocked: hosts?.['imds-blocked'] ?? false },
    groups: groups.map(({ view }) => view),
    certified: file.certified ?? null,
    signaturePatienceMs: durationMs(file.patience?.signature ?? '15m'),
  };
}

function trustFrom(trust: PolicyFile['trust'], { texts }: NamedFiles): PolicyView['trust'] {
  return {
    registries: trust?.registries ?? null,
    accounts: trust?.accounts ?? null,
    signers: trust?.signers?.map((signer) => signerWithFiles(signer, texts)) ?? null,
    destinations: trust?.destinations ?? null,
  };
}

function groupFrom(group: GroupFile, { schemas }: NamedFiles): Group {
  const schema = group['environment-schema'];
  const named = typeof schema === 'string';
  const view: GroupView = {
    name: group.name,
    trust: group.trust ?? null,
    environment: group.environment ?? null,
    userIds: rangeOf(group['user-ids']),
    destinations: group.destinations ?? null,
    environmentSchema: (named ? schemas.get(schema) : schema) ?? null,
    overrides: overridesFrom(group.overrides),
  };
  return { match: whenOf(group.match), view, environmentSchemaFile: named ? schema : null };
}

/** `10000-19999`; null where nothing is said. */
export function rangeOf(text: string | undefined): { from: number; to: number } | null {
  if (text === undefined) return null;
  const [from, to] = text.split('-').map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}

function overridesFrom(said: GroupFile['overrides']): GroupView['overrides'] {
  if (said === undefined) return null;
  return {
    command: said.command ?? null,
    environment: said.environment ?? null,
    environmentFiles: said['environment-files'] ?? null,
    taskRole: said['task-role'] ?? null,
    executionRole: said['execution-role'] ?? null,
    cpu: said.cpu?.map(String) ?? null,
    memory: said.memory?.map(String) ?? null,
  };
}

function settingFrom(said: SettingFile): Policy['controls'][string] {
  const { mode = null, severity = null, enabled = null, parameters = null } = said;
  return { mode, severity, enabled, parameters };
}

function rulesFrom(file: PolicyFile): Rule[] {
  return (file.rules ?? []).map(({ when, controls, ...said }) => ({
    when: whenOf(when),
    controls,
    ...settingFrom(said),
  }));
}

function waiversFrom(file: PolicyFile): Waiver[] {
  return (file.waivers ?? []).map((waiver) => ({ ...waiver, expires: expiryOf(waiver.until) }));
}

/** A date lasts to the end of that day, UTC: what follows is the first moment without the waiver. */
export function expiryOf(until: string): string {
  const start = Date.parse(until);
  return new Date(until.includes('T') ? start : start + durationMs('1d')).toISOString();
}

function recipientFrom(said: NonNullable<PolicyFile['notify']>['sns']): Recipient | null {
  return said === undefined ? null : { minimum: said.minimum ?? 'medium' };
}

function slackFrom({ notify }: PolicyFile): SlackNotify | null {
  const slack = notify?.slack;
  if (slack === undefined) return null;
  return {
    channel: slack.channel,
    minimum: slack.minimum ?? 'medium',
    routes: (slack.routes ?? []).map(({ when, controls, channel }) => ({
      when: whenOf(when),
      controls: controls ?? null,
      channel,
    })),
    digestMs: slack.digest === undefined ? null : durationMs(slack.digest),
  };
}
