// The emulated AWS that the integration suites of actions share: `moto_server -p 5000`, then SEAWALL_MOTO_URL=http://localhost:5000.
import { awsApi } from '../../../shared/gather/aws.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import { actionFor } from '../../../shared/respond/actions/index.ts';
import { responseServices } from '../../../shared/respond/clients/services.ts';
import type { Action } from '../../../shared/respond/planning/action.ts';
import { account, region } from './round-trip.ts';

// Moto takes any credentials.
process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

export const endpoint = process.env.SEAWALL_MOTO_URL;
export const config = { endpoint: endpoint ?? '', region };
export const api = awsApi({ ...config, account, services: responseServices });

let made = 0;

/** A name that nothing else in this emulator has. */
export function freshName(): string {
  made += 1;
  return `seawall-${Date.now()}-${made}`;
}

export function action(named: ResponseAction): Action {
  const found = actionFor(named);
  if (found === null) throw new Error(`no action ${named}`);
  return found;
}
