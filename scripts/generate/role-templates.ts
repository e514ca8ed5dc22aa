// Writes what the templates in deploy/ let Seawall do: what facts and actions read with, and of each action its condition, its policy,
// and what is denied on Seawall's own roles.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { DefinedAction, RoleGrant } from '../../shared/respond/planning/define-action.ts';
import type { Output } from './output.ts';
import { factReads, responseReads } from './reads.ts';
import { withSections } from './sections.ts';
import { camelCase } from './spelling.ts';
import { statementOf } from './statements.ts';

type Granted = Pick<DefinedAction, 'name' | 'grants'>;
type Sections = Readonly<Record<string, readonly string[]>>;

/** Every template that grants what a fact or an action needs. */
export async function roleTemplates(
  root: string,
  actions: readonly DefinedAction[],
): Promise<readonly Output[]> {
  const facts = await factReads();
  const responses = { reads: statementsOf(await responseReads(actions)) };
  const files: Readonly<Record<string, Sections>> = {
    'deploy/resources/roles.yml': { reads: statementsOf(facts) },
    // What a member lets the home account read is its own.
    'deploy/member-account.yml': { reads: statementsOf(facts.map(ofOwnAccount)) },
    'deploy/resources/respond.yml': responses,
    'deploy/resources/act.yml': writesOf(actions),
    'deploy/member-respond.yml': { ...writesOf(actions), ...responses },
  };
  return Object.entries(files).map(([path, sections]) => ({
    path,
    text: withSections(path, readFileSync(`${root}/${path}`, 'utf8'), sections),
  }));
}

function statementsOf(grants: readonly RoleGrant[]): readonly string[] {
  return grants.flatMap(statementOf).map((line) => `              ${line}`);
}

function ofOwnAccount(grant: RoleGrant): RoleGrant {
  return { ...grant, on: grant.on.map((one) => one.replace(':*:', ':')) };
}

function writesOf(actions: readonly Granted[]): Sections {
  const granted = actions.filter(({ grants }) => grants.length > 0);
  return {
    conditions: granted.map(({ name }) => conditionOf(name)),
    policies: granted.flatMap(policyOf),
    denied: deniedOf(granted).map((one) => `                  - ${one}`),
  };
}

function conditionName(action: string): string {
  return camelCase(`does-${action}`).replace(/^d/, 'D');
}

/** Whether the parameter, a list with commas between, names the action. */
function conditionOf(action: string): string {
  const list = `!Sub ",\${RespondActions},"`;
  return `  ${conditionName(action)}: !Not [!Equals [!Join ["", !Split [",${action},", ${list}]], ${list}]]`;
}

function policyOf({ name, grants }: Granted): readonly string[] {
  return [
    '        - !If',
    `          - ${conditionName(name)}`,
    `          - PolicyName: ${name}`,
    '            PolicyDocument:',
    '              Version: "2012-10-17"',
    '              Statement:',
    ...grants.flatMap(statementOf).map((line) => `                ${line}`),
    '          - !Ref AWS::NoValue',
  ];
}

/** Whatever any action changes of IAM. */
function deniedOf(actions: readonly Granted[]): readonly string[] {
  const allowed = actions.flatMap(({ grants }) => grants.flatMap(({ allows }) => allows));
  return [...new Set(allowed)].filter((one) => one.startsWith('iam:')).toSorted();
}
