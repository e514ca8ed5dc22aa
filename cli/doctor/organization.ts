// What an organisation has beside the stack: whether each stack set stands in every account that it covers, as it is.
// SPDX-License-Identifier: Apache-2.0

import { objectsOf, pages } from '../../shared/gather/api.ts';
import { dig, type JsonObject, stringOf, stringsOf } from '../../shared/model/json.ts';
import { type Asking, ask } from './ask.ts';
import type { Examined } from './examined.ts';
import { type Line, notKnown, ok, problem } from './line.ts';
import { isOutdated } from './outdated.ts';

/** As scripts/deploy/organization/wanted.ts names them; a test compares. */
export const stackSets = ['seawall-member', 'seawall-forwarding'];

const deployAgain =
  'npm run deploy -- --organization shows what is missing and why; with --yes it mends that';

/** Null where the deployment names no organisation. */
export async function stackSet(examined: Examined, name: string): Promise<Line | null> {
  if ((examined.stack.parameters.get('Organization') ?? '') === '') return null;
  const what = `stack set ${name}`;
  const found = await readSet(examined, what, name);
  if ('says' in found) return found;
  const { set, callAs } = found;
  const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'Summaries' };
  const request = { account: null, region: examined.region, service: 'cloudformation', absenceAnswers: true };
  const input = { StackSetName: name, CallAs: callAs };
  const listed = await pages(examined.api, { ...request, operation: 'ListStackInstances', input }, paging);
  if (!listed.ok) return notKnown(what, listed.reason, 'allow cloudformation:ListStackInstances');
  const instances = objectsOf(listed.items);
  const outdated = instances.filter(isOutdated).map(wordsOf);
  if (outdated.length > 0) return problem(what, `is not as it should be in ${some(outdated)}`, deployAgain);
  const accounts = new Set(instances.map(({ Account }) => stringOf(Account)));
  const missing = await missingFrom(accounts, set, examined);
  if (missing.length > 0) return problem(what, `is not in ${some(missing)}`, deployAgain);
  return dig(set, 'AutoDeployment', 'Enabled') === true
    ? ok(what, `in ${accounts.size} accounts, and in those to come`)
    : problem(what, 'does not cover accounts to come', deployAgain);
}

/** Of the management account, or of a delegated administrator: the account says which by having it. */
async function readSet(
  asking: Asking,
  what: string,
  name: string,
): Promise<{ readonly set: JsonObject; readonly callAs: string } | Line> {
  for (const callAs of ['SELF', 'DELEGATED_ADMIN']) {
    const input = { StackSetName: name, CallAs: callAs };
    const told = await ask(asking, what, ['cloudformation', 'DescribeStackSet'], input);
    const set = told.ok ? dig(told.output, 'StackSet') : null;
    if (told.ok) return { set: Object(set), callAs };
    if (callAs === 'SELF' && told.line.state === 'not known' && /is denied/.test(told.line.says))
      return told.line;
  }
  return notKnown(
    what,
    'there is none in this account',
    'npm run deploy -- --organization makes it; members that were deployed by hand need none',
  );
}

/** Where it covers the whole organisation: accounts that it is not in, but for the management account, which none reaches. */
async function missingFrom(
  accounts: ReadonlySet<string | null>,
  set: JsonObject,
  examined: Examined,
): Promise<readonly string[]> {
  if (!stringsOf(set.OrganizationalUnitIds).some((unit) => unit.startsWith('r-'))) return [];
  const request = { account: null, region: examined.region, service: 'organizations', absenceAnswers: true };
  const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'Accounts' };
  const listed = await pages(examined.api, { ...request, operation: 'ListAccounts', input: {} }, paging);
  const told = await examined.api.call({ ...request, operation: 'DescribeOrganization', input: {} });
  // Who may not ask hears nothing of it: what a sweep cannot see it tells itself.
  if (!listed.ok || !told.ok) return [];
  const management = stringOf(dig(told.output, 'Organization', 'MasterAccountId'));
  return objectsOf(listed.items)
    .filter(({ Status }) => Status === 'ACTIVE')
    .flatMap(({ Id }) => stringOf(Id) ?? [])
    .filter((account) => account !== management && !accounts.has(account));
}

function wordsOf({ Account, Region, Status, StatusReason }: JsonObject): string {
  return `${Account} ${Region} (${StatusReason ?? Status})`;
}

function some(all: readonly string[]): string {
  const shown = all.slice(0, 5).join(', ');
  return all.length > 5 ? `${shown} and ${all.length - 5} more` : shown;
}
