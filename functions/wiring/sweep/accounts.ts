// The accounts that a sweep looks through: those of the organisation, or those that the record knows where nobody may list them.
// SPDX-License-Identifier: Apache-2.0
import {
  type Account,
  ListAccountsCommand,
  type ListAccountsCommandOutput,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { failureCode } from '../../../shared/gather/error-codes.ts';

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
  const accounts = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page: ListAccountsCommandOutput = await client.send(
      new ListAccountsCommand(NextToken === undefined ? {} : { NextToken }),
    );
    for (const account of page.Accounts ?? []) if (isActive(account)) accounts.add(account.Id ?? '');
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return accounts;
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
