// The accounts that a sweep looks through: those of the organisation, or those that the record knows where nobody may list them.
// SPDX-License-Identifier: Apache-2.0
import { type Account, ListAccountsCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { failureCode } from '../../../shared/gather/error-codes.ts';
import { pageAt, readPages } from '../pages.ts';

export interface AccountsParts {
  readonly organizations: Pick<OrganizationsClient, 'send'>;
  readonly store: Pick<RecordStore, 'list'>;
  /** Told where the record's accounts stand for all. */
  readonly warn: (message: string) => void;
}

/**
 * "This operation can be called only from the organization's management account or by a member account that is a delegated
 * administrator" (AWS Organizations API Reference, ListAccounts).
 */
export async function findAccounts({
  organizations,
  store,
  warn,
}: AccountsParts): Promise<ReadonlySet<string>> {
  try {
    return await listAccounts(organizations);
  } catch (error) {
    const isRefused = error instanceof Error && failureCode(error.name) === 'denied';
    if (!isRefused) throw error;
    warn('the organisation does not show its accounts here: those that the record knows are looked through');
    return readAccounts(store);
  }
}

async function listAccounts(client: AccountsParts['organizations']): Promise<ReadonlySet<string>> {
  const pages = await readPages(
    (token) => client.send(new ListAccountsCommand(pageAt('NextToken', token))),
    ({ NextToken }) => NextToken,
  );
  const accounts = pages.flatMap(({ Accounts = [] }) => Accounts);
  return new Set(accounts.filter(isActive).map(({ Id = '' }) => Id));
}

/** `State` takes the place of `Status` (same page, data type Account). */
function isActive({ Id, State, Status }: Account): boolean {
  return Id !== undefined && (State ?? Status) === 'ACTIVE';
}

async function readAccounts(store: AccountsParts['store']): Promise<ReadonlySet<string>> {
  const accounts = new Set<string>();
  for await (const { account } of store.list()) if (account !== null) accounts.add(account);
  return accounts;
}
