// Writes a policy as seawall.yml would say it, every default spelled out: what is in force, for people to read.
// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import type { GroupView } from '../model/policy-view.ts';
import { durationText } from './duration.ts';
import type { ControlSetting, Group, Policy, PolicyCondition, SlackNotify, When } from './policy.ts';

/** YAML that loads to the same policy (source and hash apart), given the same named files. */
export function renderPolicy(policy: Policy): string {
  return stringify(written(policy), { lineWidth: 0, aliasDuplicateObjects: false });
}

function written(policy: Policy) {
  const { view } = policy;
  return said({
    version: 1,
    profile: view.profile,
    mode: policy.mode,
    organisation: section(view.organisation),
    trust: section({
      ...view.trust,
      signers: view.trust.signers?.map(({ files: _, ...signer }) => signer) ?? null,
    }),
    people: section({
      orchestrators: view.people.orchestrators,
      'system-administrators': view.people.systemAdministrators,
      'delivery-pipelines': view.people.deliveryPipelines,
      'break-glass': view.people.breakGlass,
    }),
    groups: policy.groups.map(groupWritten),
    labels: view.labels,
    hosts: { 'imds-blocked': view.hosts.imdsBlocked },
    controls: Object.fromEntries(
      Object.entries(policy.controls).map(([id, setting]) => [id, settingWritten(setting)]),
    ),
    rules: policy.rules.map(({ when, controls, ...setting }) => ({
      when: whenWritten(when),
      controls,
      ...settingWritten(setting),
    })),
    certified: view.certified,
    waivers: policy.waivers.map(({ expires: _, ...waiver }) => waiver),
    'waiver-limit': durationText(policy.waiverLimitMs),
    protected: policy.protected,
    ...respondingWritten(policy),
    notify: notifyWritten(policy),
    custom: policy.custom,
  });
}

function respondingWritten({ respond, brake, incidents, patience }: Policy) {
  return {
    respond: said({
      'last-resort': respond.lastResort,
      'fight-limit': respond.fightLimit,
      revoke: respond.revoke,
      evidence: respond.evidence,
      'second-person': respond.secondPerson,
      'approval-expires': durationText(respond.approvalExpiresMs),
      approvers: respond.approvers,
    }),
    brake: { actions: brake.actions, window: durationText(brake.windowMs) },
    incidents: { quiet: durationText(incidents.quietMs) },
    patience: {
      'not-found': durationText(patience.notFoundMs),
      signature: durationText(patience.signatureMs),
      'unknown-alarm': durationText(patience.unknownAlarmMs),
    },
  };
}

function groupWritten({ match, view, environmentSchemaFile }: Group) {
  return said({
    name: view.name,
    match: whenWritten(match),
    trust: view.trust,
    environment: view.environment,
    'user-ids': view.userIds && `${view.userIds.from}-${view.userIds.to}`,
    destinations: view.destinations,
    'environment-schema': environmentSchemaFile ?? view.environmentSchema,
    overrides: view.overrides && overridesWritten(view.overrides),
  });
}

function overridesWritten(overrides: NonNullable<GroupView['overrides']>) {
  const { command, environment, environmentFiles, taskRole, executionRole, cpu, memory } = overrides;
  return said({
    command,
    environment,
    'environment-files': environmentFiles,
    'task-role': taskRole,
    'execution-role': executionRole,
    cpu,
    memory,
  });
}

function whenWritten(when: When) {
  return when.map((condition: PolicyCondition) => said({ ...condition }));
}

function settingWritten(setting: ControlSetting) {
  return said({ ...setting });
}

function notifyWritten({ notify: { slack, sns, webhook } }: Policy) {
  return section({ slack: slackWritten(slack), sns, webhook });
}

function slackWritten(slack: SlackNotify | null) {
  if (slack === null) return null;
  const routes = slack.routes.map(({ when, controls, channel }) =>
    said({ when: whenWritten(when), controls, channel }),
  );
  const digest = slack.digestMs === null ? null : durationText(slack.digestMs);
  return said({ channel: slack.channel, minimum: slack.minimum, routes, digest });
}

/** Without what is not said: an absent list must stay absent, or it would mean "none". */
function said(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** A section with nothing in it is left out. */
function section(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const kept = said(fields);
  return Object.keys(kept).length === 0 ? null : kept;
}
